package io.github.backup4j.huawei.internal.resources;

import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.Temporary;
import io.github.backup4j.huawei.internal.work.StepState;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.WorkKind;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The state of the deletion of a temporary disk or server as its token holds it. No other class knows the names of the fields.
 */
sealed interface DiscardState extends StepState {
    WorkKind<Resource> KIND = new WorkKind<>(
            "discard",
            "deleting what was made for a while",
            Resource.class,
            3,
            TokenFields.none()
                    .with(TokenFields.ID, "disk", "server", "job")
                    .with(Pattern.compile("[a-z2-7]{20}-\\d{10}-\\d{10}"), "mark"));

    /**
     * The disk is being deleted.
     *
     * @param disk the disk
     */
    record DeletingDisk(String disk) implements DiscardState {
        @Override
        public Token on(Token token) {
            return write(token, 0, Map.of("disk", disk));
        }
    }

    /**
     * A job deletes the server.
     *
     * @param server the server
     * @param job the job; "": the service named none
     */
    record DeletingServer(String server, String job) implements DiscardState {
        @Override
        public Token on(Token token) {
            return write(token, 1, Map.of("server", server, "job", job));
        }
    }

    /**
     * The server is gone, or will be soon; its disks are being deleted.
     *
     * @param server the server
     */
    record DeletingDisks(String server) implements DiscardState {
        @Override
        public Token on(Token token) {
            return write(token, 2, Map.of("server", server));
        }
    }

    /** Reads the state from a token. */
    static DiscardState read(Token token) {
        return switch (token.step()) {
            case 0 -> new DeletingDisk(token.get("disk"));
            case 1 -> new DeletingServer(token.get("server"), token.find("job"));
            case 2 -> new DeletingDisks(token.get("server"));
            default -> throw new Invalid("token of discard is at step " + token.step() + "; it is damaged");
        };
    }

    /** The mark of what is deleted. */
    static Temporary mark(Token token) {
        return Temporary.in(Map.of(Temporary.TAG, token.get("mark")))
                .orElseThrow(() -> new Invalid("token of discard has a mark that cannot be; it is damaged"));
    }

    /** The token of a deletion that starts in this state. */
    default Token begun(Temporary mark) {
        return on(Token.of(KIND.name())).with("mark", mark.value());
    }

    private static Token write(Token token, int step, Map<String, String> fields) {
        return StepState.write(token, step, Set.of("disk", "server", "job"), fields);
    }
}
