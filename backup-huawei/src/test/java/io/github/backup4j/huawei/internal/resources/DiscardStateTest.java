package io.github.backup4j.huawei.internal.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.RequestKey;
import io.github.backup4j.Site;
import io.github.backup4j.Temporary;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenSeal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletions of servers, whatever number of disks they have. */
class DiscardStateTest {
    private static final Site SITE = new Site("ap-southeast-101", "0605767b5780d5762fc5c0118072a564");
    private static final TokenSeal SEAL = TokenSeal.of(new byte[TokenSeal.SHORTEST_KEY]);
    private static final String ID = "0f8fad5b-d9cb-469f-a165-70867728950e";

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 13, 60})
    void write_serverOfManyDisks_fitsAndNamesAllOrNone(int count) {
        List<String> disks = Collections.nCopies(count, ID);
        Temporary mark = Temporary.of(
                RequestKey.of("key"), Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-02T00:00:00Z"));

        Token token = new DiscardState.EmptyingServer(ID, ID, ID, disks).firstToken(mark);

        assertThat(token.write(SITE, SEAL)).hasSizeLessThanOrEqualTo(1024);
        assertThat(((DiscardState.EmptyingServer) DiscardState.read(token)).disks())
                .isEqualTo(count <= 12 ? disks : List.of());
    }
}
