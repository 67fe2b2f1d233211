package io.github.backup4j.huawei.internal.images;

import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.StepState;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.WorkKind;
import java.util.Map;
import java.util.Set;

/**
 * The state of a server creation as its token holds it: the current step and the values that the step needs. No other class
 * knows the names of the fields.
 */
sealed interface NewServerState extends StepState {
    WorkKind<Resource.Server> KIND = new WorkKind<>(
            "new-server",
            "creating the server",
            Resource.Server.class,
            5,
            TokenFields.none()
                    .with(TokenFields.ID, "job", "image", "server")
                    .with(TokenFields.MARK, "key")
                    .with(TokenFields.PACKED, "plan")
                    .with(TokenFields.PROOF, "proof"));

    /** The temporary image; "": there is none. */
    default String image() {
        return "";
    }

    /** The server; "": there is none yet. */
    default String server() {
        return "";
    }

    /**
     * A job creates the temporary image.
     *
     * @param job the job
     * @param plan the packed plan of the server; "": the image keeps it
     */
    record CreatingImage(String job, String plan) implements NewServerState {
        @Override
        public Token on(Token token) {
            return write(token, 0, Map.of("job", job, "plan", plan));
        }
    }

    /**
     * The temporary image exists, or will soon.
     *
     * @param image the image
     * @param plan the packed plan of the server; "": the image keeps it
     */
    record ImageCreated(String image, String plan) implements NewServerState {
        @Override
        public Token on(Token token) {
            return write(token, 1, Map.of("image", image, "plan", plan));
        }
    }

    /**
     * A job creates the server.
     *
     * @param job the job
     * @param image the temporary image; "": the server is created from an image that stays
     */
    record CreatingServer(String job, String image) implements NewServerState {
        @Override
        public Token on(Token token) {
            return write(token, 2, Map.of("job", job, "image", image));
        }
    }

    /**
     * The server exists, or will soon; its job is unknown.
     *
     * @param server the server
     * @param image the temporary image; "": the server was created from an image that stays
     */
    record ServerCreated(String server, String image) implements NewServerState {
        @Override
        public Token on(Token token) {
            return write(token, 2, Map.of("server", server, "image", image));
        }
    }

    /**
     * The temporary image is to be deleted.
     *
     * @param image the image
     * @param server the server; "": there is none
     */
    record DeletingImage(String image, String server) implements NewServerState {
        @Override
        public Token on(Token token) {
            return write(token, 3, Map.of("image", image, "server", server));
        }
    }

    /**
     * The temporary image is being deleted.
     *
     * @param image the image
     * @param server the server; "": there is none
     */
    record ImageDeleted(String image, String server) implements NewServerState {
        @Override
        public Token on(Token token) {
            return write(token, 4, Map.of("image", image, "server", server));
        }
    }

    /** Reads the state from a token. */
    static NewServerState read(Token token) {
        return switch (token.step()) {
            case 0 -> new CreatingImage(token.get("job"), token.find("plan"));
            case 1 -> new ImageCreated(token.get("image"), token.find("plan"));
            case 2 ->
                token.find("job").isEmpty()
                        ? new ServerCreated(token.get("server"), token.find("image"))
                        : new CreatingServer(token.get("job"), token.find("image"));
            case 3 -> new DeletingImage(token.get("image"), token.find("server"));
            case 4 -> new ImageDeleted(token.get("image"), token.find("server"));
            default -> throw new Invalid("token of new-server is at step " + token.step() + "; it is damaged");
        };
    }

    /** The request that the server is created for. */
    static Origin origin(Token token) {
        return new Origin(token.find("key"), Proof.of(token));
    }

    /** The token of a creation that starts in this state. */
    default Token firstToken(Origin origin) {
        return on(Token.of(KIND.name()))
                .with("key", origin.mark())
                .with("proof", origin.proof().text());
    }

    private static Token write(Token token, int step, Map<String, String> fields) {
        return StepState.write(token, step, Set.of("job", "image", "server", "plan"), fields);
    }
}
