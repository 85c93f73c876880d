export interface ApiErrorOptions {
  readonly status: number;
  /** Fields beside `__type`; the model's own errors spell it `Message`, those of the front door `message`. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A refusal as the API words it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** For instance `ThrottlingException`. */
  readonly type: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(type: string, { status, fields }: ApiErrorOptions) {
    super(type);
    this.type = type;
    this.status = status;
    this.fields = fields;
  }
}

/** A field that the model doesn't allow; HTTP 400. */
export function validationError(field: string, reason: string): ApiError {
  const message = `Invalid value provided - ${field}: ${reason}`;
  return new ApiError('ValidationException', {
    status: 400,
    fields: { Message: message, Reason: 'FIELD_VALIDATION_FAILED', Fields: [{ Name: field, Message: reason }] },
  });
}

/** HTTP 400, as the service model has it. */
export function notFoundError(resourceType: string, resourceId: string): ApiError {
  const message = `${resourceType} not found: ${resourceId}`;
  return new ApiError('ResourceNotFoundException', {
    status: 400,
    fields: { Message: message, ResourceType: resourceType, ResourceId: resourceId },
  });
}

/** HTTP 400, not 429. */
export function throttlingError(retryAfterSeconds?: number): ApiError {
  return new ApiError('ThrottlingException', {
    status: 400,
    fields: {
      Message: 'Rate exceeded',
      QuotaCode: 'L-00000000', // AWS's are of this form; which belongs to which operation isn't published
      ServiceCode: 'ssm-contacts',
      ...(retryAfterSeconds !== undefined && { RetryAfterSeconds: retryAfterSeconds }),
    },
  });
}

/** HTTP 500. */
export function internalError(message: string, retryAfterSeconds?: number): ApiError {
  return new ApiError('InternalServerException', {
    status: 500,
    fields: { Message: message, ...(retryAfterSeconds !== undefined && { RetryAfterSeconds: retryAfterSeconds }) },
  });
}

/** HTTP 400. */
export function accessDeniedError(operation: string, resource: string): ApiError {
  const message = `User is not authorized to perform: ssm-contacts:${operation} on resource: ${resource}`;
  return new ApiError('AccessDeniedException', { status: 400, fields: { Message: message } });
}

/** An error of the front door, before the service itself: AWS's list of common errors names type and status. */
export function frontDoorError(type: string, status: number, message: string): ApiError {
  return new ApiError(type, { status, fields: { message } });
}
