import ts from 'typescript';

/** What one source file reaches for. */
export interface References {
  /** Module specifiers as they are written: of imports, exports, `import()` and import types. */
  readonly modules: readonly string[];
  /** Whether it names the global `process`. */
  readonly usesProcess: boolean;
}

/** Stands for `import(…)` of something that only running the program tells. */
export const computed = '(computed)';

export function referencesOf(source: string): References {
  const modules: string[] = [];
  let usesProcess = false;
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) modules.push(specifier);
    if (ts.isIdentifier(node) && node.text === 'process' && !isMemberName(node)) usesProcess = true;
    // `globalThis.process` is the same thing.
    if (ts.isIdentifier(node) && node.text === 'globalThis') usesProcess = true;
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true));
  return { modules, usesProcess };
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return node.moduleSpecifier === undefined ? undefined : textOf(node.moduleSpecifier);
  }
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : computed;
  if (ts.isExternalModuleReference(node)) return textOf(node.expression);
  if (!ts.isCallExpression(node)) return undefined;
  const { expression, arguments: passed } = node;
  const isRequire = ts.isIdentifier(expression) && expression.text === 'require';
  if (expression.kind !== ts.SyntaxKind.ImportKeyword && !isRequire) return undefined;
  return passed[0] === undefined ? computed : textOf(passed[0]);
}

function textOf(node: ts.Node): string {
  return ts.isStringLiteralLike(node) ? node.text : computed;
}

/** A name after a dot or of a key is not the global. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return (
    (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent)) &&
    parent.name === node
  );
}
