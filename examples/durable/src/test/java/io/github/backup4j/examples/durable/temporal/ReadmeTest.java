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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The inputs of workflows that the README shows. */
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
