package io.github.backup4j.huawei.internal.resources;

import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.Temporary;
import io.github.backup4j.huawei.internal.work.StepState;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.WorkKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The state of the deletion of a temporary disk or server as its token holds it. No other class knows the names of the fields.
 */
sealed interface DiscardState extends StepState {
    WorkKind<Resource> KIND = new WorkKind<>(
            "discard",
            "deleting a temporary resource",
            Resource.class,
            4,
            TokenFields.none()
                    .with(TokenFields.ID, "disk", "server", "job")
                    // Of tokens of earlier versions, and not believed: the job proves it.
                    .with(Pattern.compile("yes"), "deleted")
                    .with(Pattern.compile("[a-z2-7]{20}-\\d{10}-\\d{10}"), "mark")
                    .with(Pattern.compile("[A-Za-z0-9._:,-]{1,450}"), "disks"));

    /** How many characters of ids of disks a token keeps. */
    int LONGEST = 450;

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
     * The disks of the server leave it and are deleted, all but the one that it starts from.
     *
     * @param server the server
     * @param job the job that stops the server or detaches a disk; "": the service named none
     * @param detaching the disk that the job detaches; "": it stops the server
     * @param disks the ids of all its disks; empty: too many to be kept, so that a list has to show them
     */
    record EmptyingServer(String server, String job, String detaching, List<String> disks) implements DiscardState {
        @Override
        public Token on(Token token) {
            return write(token, 3, Map.of("server", server, "job", job, "disk", detaching, "disks", kept(disks)));
        }

        /** Nothing is under way: the server shows what comes next. */
        static EmptyingServer idle(String server, List<String> disks) {
            return new EmptyingServer(server, "", "", disks);
        }
    }

    /**
     * A job deletes the server.
     *
     * @param server the server
     * @param job the job; "": the service named none
     * @param disks the ids of its disks; empty: too many to be kept, so that a list has to show them
     */
    record DeletingServer(String server, String job, List<String> disks) implements DiscardState {
        @Override
        public Token on(Token token) {
            return write(token, 1, Map.of("server", server, "job", job, "disks", kept(disks)));
        }
    }

    /**
     * The server is gone, or will be soon; its disks are being deleted.
     *
     * @param server the server
     * @param job the job that has deleted the server, as the service is asked to confirm; "": it is not known that this work has
     *     deleted it: somebody else may have, and may have kept its disks
     * @param disks the ids of its disks; empty: too many to be kept, so that a list has to show them
     */
    record DeletingDisks(String server, String job, List<String> disks) implements DiscardState {
        @Override
        public Token on(Token token) {
            return write(token, 2, Map.of("server", server, "job", job, "disks", kept(disks)));
        }
    }

    private static String kept(List<String> ids) {
        String all = String.join(",", ids);
        return all.length() <= LONGEST ? all : "";
    }

    private static List<String> disks(Token token) {
        String all = token.find("disks");
        return all.isEmpty() ? List.of() : List.of(all.split(",", -1));
    }

    /** Reads the state from a token. */
    static DiscardState read(Token token) {
        return switch (token.step()) {
            case 0 -> new DeletingDisk(token.get("disk"));
            case 1 -> new DeletingServer(token.get("server"), token.find("job"), disks(token));
            case 2 -> new DeletingDisks(token.get("server"), token.find("job"), disks(token));
            case 3 -> new EmptyingServer(token.get("server"), token.find("job"), token.find("disk"), disks(token));
            default -> throw new Invalid("token of discard is at step " + token.step() + "; it is damaged");
        };
    }

    /** The mark of what is deleted. */
    static Temporary mark(Token token) {
        return Temporary.in(Map.of(Temporary.TAG, token.get("mark")))
                .orElseThrow(() -> new Invalid("token of discard has a mark that cannot be; it is damaged"));
    }

    /** The token of a deletion that starts in this state. */
    default Token firstToken(Temporary mark) {
        return on(Token.of(KIND.name())).with("mark", mark.value());
    }

    private static Token write(Token token, int step, Map<String, String> fields) {
        return StepState.write(token, step, Set.of("disk", "server", "job", "deleted", "disks"), fields);
    }
}
