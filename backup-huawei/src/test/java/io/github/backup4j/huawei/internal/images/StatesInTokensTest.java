package io.github.backup4j.huawei.internal.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.RequestKey;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenSeal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The longest states of work on images: their tokens have room for them in a real project, signed. */
class StatesInTokensTest {
    private static final Site SITE = new Site("ap-southeast-101", "0605767b5780d5762fc5c0118072a564");
    private static final TokenSeal SEAL = TokenSeal.of(new byte[TokenSeal.SHORTEST_KEY]);
    private static final String ID = "0f8fad5b-d9cb-469f-a165-70867728950e";
    private static final String PACKED = "p".repeat(PackedSpec.IN_TOKEN);
    private static final Origin ORIGIN = new Origin("m".repeat(40), Proof.of(RequestKey.of("key")));

    @Test
    void write_longestStatesOfBuilds_fit() {
        assertFit(List.of(
                new ImageBuildState.CreatingDisk(ID, ID, PACKED).firstToken(ORIGIN),
                new ImageBuildState.DiskCreated(ID, PACKED, true).firstToken(ORIGIN),
                new ImageBuildState.Building(ID, ID).firstToken(ORIGIN),
                new ImageBuildState.DeletingDisk(ID, ID).firstToken(ORIGIN)));
    }

    @Test
    void write_longestStatesOfNewServers_fit() {
        assertFit(List.of(
                new NewServerState.CreatingImage(ID, PACKED).firstToken(ORIGIN),
                new NewServerState.ImageCreated(ID, PACKED).firstToken(ORIGIN),
                new NewServerState.CreatingServer(ID, ID).firstToken(ORIGIN),
                new NewServerState.ServerCreated(ID, ID).firstToken(ORIGIN)));
    }

    private static void assertFit(List<Token> tokens) {
        for (Token token : tokens) {
            assertThat(token.write(SITE, SEAL)).as("%s", token).hasSizeLessThanOrEqualTo(1024);
        }
    }
}
