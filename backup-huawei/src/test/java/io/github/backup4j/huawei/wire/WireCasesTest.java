package io.github.backup4j.huawei.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupException;
import io.github.backup4j.huawei.golden.Marks;
import io.github.backup4j.huawei.wire.Replay.Sent;
import io.github.backup4j.huawei.wire.WireCase.Exchange;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the provider sends in each case: the requests that stand in its file, and no others. What it makes of the answers is
 * in a test for each part of the API; what only the service can show, the emulator shows:
 *
 * <table>
 * <caption>The documented cases, and what proves them</caption>
 * <tr><th>case</th><th>the provider</th><th>the emulator</th></tr>
 * <tr><td>TC1 to TC9: vaults</td><td>{@link VaultCasesTest}</td><td>{@code emulator.DocumentedCasesTest},
 *     {@code emulator.CbrVaultsTest}, {@code emulator.BssTest}</td></tr>
 * <tr><td>TC10 to TC13: policies</td><td>{@link PolicyCasesTest}</td><td>{@code emulator.DocumentedCasesTest},
 *     {@code emulator.CbrPoliciesTest}</td></tr>
 * <tr><td>TC14 to TC20: backups, restores and their log</td><td>{@link RestorePointCasesTest}</td>
 *     <td>{@code emulator.DocumentedCasesTest}, {@code emulator.CbrBackupsTest}</td></tr>
 * <tr><td>TC21 to TC23: snapshots and new disks</td><td>{@link DiskCasesTest}</td>
 *     <td>{@code emulator.DocumentedCasesTest}, {@code emulator.CinderRoutesTest}, {@code emulator.EvsRoutesTest}</td></tr>
 * <tr><td>TC24 and TC25: images, shares and copies</td><td>{@link ImageCasesTest}</td>
 *     <td>{@code emulator.DocumentedCasesTest}, {@code emulator.ImsRoutesTest}</td></tr>
 * <tr><td>the ten faults</td><td>{@link FaultCasesTest}</td><td></td></tr>
 * </table>
 */
class WireCasesTest {
    private static final Replay REPLAY = new Replay();

    @AfterAll
    static void close() {
        REPLAY.close();
    }

    @Test
    void cases_ofTheFiles_areThoseThatAreCalled() throws Exception {
        assertThat(WireCase.names()).containsExactlyElementsOf(WireCalls.all().keySet());
    }

    static Set<String> cases() {
        return WireCalls.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void case_played_sendsWhatIsDocumented(String name) {
        WireCase played = WireCase.read(name);

        Throwable failure = catchThrowable(() -> REPLAY.play(name, Object.class));

        assertThat(failure == null || failure instanceof BackupException).isTrue();
        assertThat(REPLAY.sent()).allSatisfy(request -> {
            assertThat(request.exchange()).as("%s is in the file", request).isNotNegative();
            Exchange exchange = played.exchanges().get(request.exchange());
            assertThat(contains(Marks.removed(request.body()), exchange.body()))
                    .as("%s holds %s", request, exchange.body())
                    .isTrue();
        });
        assertThat(REPLAY.sent())
                .extracting(Sent::exchange)
                .containsAll(IntStream.range(0, played.exchanges().size())
                        .filter(index -> !played.exchanges().get(index).spare())
                        .boxed()
                        .toList());
    }

    /** Whether a body holds what is documented, among what else it may say. */
    private static boolean contains(JsonNode actual, JsonNode documented) {
        if (documented.isObject()) {
            return documented.properties().stream()
                    .allMatch(field -> contains(actual.path(field.getKey()), field.getValue()));
        }
        if (documented.isArray()) {
            return actual.size() >= documented.size()
                    && StreamSupport.stream(documented.spliterator(), false)
                            .allMatch(element -> StreamSupport.stream(actual.spliterator(), false)
                                    .anyMatch(other -> contains(other, element)));
        }
        return documented.isMissingNode() || documented.equals(actual);
    }
}
