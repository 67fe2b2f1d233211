package io.github.backup4j.examples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the schema of a file of protections, for editors. */
@Command(
        name = "schema",
        description = {
            "Prints the JSON schema of a file of protections, for editors.",
            "Save it beside the file, and begin the file with '# yaml-language-server: $schema=protections.schema.json'."
        })
final class SchemaCommand implements Callable<Integer> {
    private final Environment environment;

    SchemaCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        environment.terminal().print(DemoCommand.resource("protections.schema.json"));
        return ExitCode.SAFE;
    }
}
