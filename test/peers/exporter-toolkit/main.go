// Command exporter-toolkit judges web configuration files by the library that exporters of Prometheus read them with. It prints a
// JSON object: what is wrong with each of the files named, empty for those that are taken.
package main

import (
	"encoding/json"
	"log"
	"os"

	"github.com/prometheus/exporter-toolkit/web"
)

func main() {
	problems := make(map[string]string)
	for _, file := range os.Args[1:] {
		problems[file] = ""
		if err := web.Validate(file); err != nil {
			problems[file] = err.Error()
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(problems); err != nil {
		log.Fatal(err)
	}
}
