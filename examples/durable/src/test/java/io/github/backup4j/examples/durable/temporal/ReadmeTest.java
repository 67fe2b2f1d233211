package io.github.backup4j.examples.durable.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.backup4j.examples.durable.Fleet;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DefaultDataConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The inputs of workflows and the sizes of adapters that the README tells. */
class ReadmeTest {
    @Test
    void inputOfAFleet_isAFleet() throws IOException {
        assertThat(input("FleetWorkflow", Fleet.class)).isEqualTo(Fleet.tagged("gold", "tier", "gold"));
    }

    @Test
    void inputOfADrill_isADrill() throws IOException {
        assertThat(input("DrillWorkflow", DrillJob.class))
                .isEqualTo(new DrillJob("ID OF A DISK", "drill", Duration.ofHours(1), Duration.ofHours(4)));
    }

    @Test
    void sizesOfTheAdapters_areThoseOfTheirMethods() throws IOException {
        int temporal =
                lines("temporal/Polls", "once") + lines("temporal/Polls", "ended") + lines("temporal/Polls", "retry");
        int scheduler = lines("scheduler/OperationTask", "poll");

        assertThat(Files.readString(Path.of("README.md")))
                .contains("`Polls.once` with `ended` and `retry`, " + temporal + " lines, and `OperationTask.poll`, "
                        + scheduler + ".");
        assertThat(List.of(temporal, scheduler)).allMatch(lines -> lines <= 22);
    }

    /** Returns how many lines a method has, from its name to its last brace. */
    private static int lines(String file, String method) throws IOException {
        Path source = Path.of("src/main/java/io/github/backup4j/examples/durable", file + ".java");
        Matcher found = Pattern.compile("(?ms)^ {4}\\w[^;=\\n]*?\\b" + method + "\\([^;]*?\\{$.*?^ {4}\\}$")
                .matcher(Files.readString(source));
        assertThat(found.find()).as("%s of %s", method, file).isTrue();
        return (int) found.group().lines().count();
    }

    /** Reads an input as Temporal's command line sends it. */
    private static <T> T input(String workflow, Class<T> type) throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        Matcher command = Pattern.compile("--type " + workflow + "\\b.*?--input '([^']*)'", Pattern.DOTALL)
                .matcher(readme);
        assertThat(command.find()).as("a command that starts a " + workflow).isTrue();
        Payload payload = Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                .setData(ByteString.copyFromUtf8(command.group(1)))
                .build();
        return DefaultDataConverter.newDefaultInstance().fromPayload(payload, type, type);
    }
}
