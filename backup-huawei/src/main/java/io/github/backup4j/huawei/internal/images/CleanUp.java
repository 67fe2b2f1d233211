package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Invalid;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.KeptFailure;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepAttempts;
import io.github.backup4j.huawei.internal.work.StepState;
import io.github.backup4j.huawei.internal.work.Token;
import java.util.function.Function;

/**
 * The last two steps of work that uses a temporary resource: deletes the resource, waits until it is gone, and then ends the
 * work with its result or with the failure that it has kept. A resource that cannot be deleted is left; the failure names it.
 *
 * @param <T> the type of the result of the work
 */
final class CleanUp<T> {
    private final Context context;
    private final Temporaries.Kind temporary;
    private final String goal;
    private final String made;
    private final Function<String, T> result;

    /**
     * Creates the last steps of a kind of work.
     *
     * @param temporary the kind of its temporary resource
     * @param goal one word for the resource that it creates in the end
     * @param made the verb for that in messages, such as {@code "built"}
     * @param result reads the created resource by its id
     */
    CleanUp(Context context, Temporaries.Kind temporary, String goal, String made, Function<String, T> result) {
        this.context = context;
        this.temporary = temporary;
        this.goal = goal;
        this.made = made;
        this.result = result;
    }

    /**
     * A temporary resource at the end of the work.
     *
     * @param id its id
     * @param origin the request that it was created for
     * @param result the id of the resource that the work has created; "": it has failed
     */
    record Leftover(String id, Origin origin, String result) {}

    /**
     * Deletes the temporary resource.
     *
     * @param token the work
     * @param deleted the next state, in which the resource is being deleted
     */
    Step<T> delete(Token token, Leftover leftover, StepState deleted) {
        JsonNode seen = temporary.find(leftover.id());
        if (seen == null) {
            // If the service only fails to list it at the moment, the next step finds it and returns to this one.
            return deleted.next(token);
        }
        return StepAttempts.to(
                token,
                context.serviceNow(),
                now -> {
                    String reason = temporary.delete(seen, leftover.origin());
                    return reason.isEmpty() ? deleted.next(now) : left(now, leftover, reason);
                },
                (now, e) -> left(now, leftover, String.valueOf(e.getMessage())));
    }

    /**
     * Waits until the temporary resource is gone.
     *
     * @param token the work
     * @param again the previous state, which deletes the resource again if it still exists
     */
    Step<T> await(Token token, Leftover leftover, StepState again) {
        return temporary.await(leftover.id(), () -> awaitAlone(token, leftover, again));
    }

    private Step<T> awaitAlone(Token token, Leftover leftover, StepState again) {
        JsonNode seen = temporary.find(leftover.id());
        if (seen == null) {
            temporary.forget(leftover.id());
            return end(token, leftover.result());
        }
        return switch (temporary.fate(seen)) {
            case STUCK -> left(token, leftover, "it is " + temporary.status(seen));
            case GOING -> Step.going("deleting the temporary " + temporary.word());
            case THERE -> again.next(token);
        };
    }

    private Step<T> left(Token token, Leftover leftover, String reason) {
        String id = leftover.result();
        String result = id.isEmpty() ? "" : goal + " " + id + " was " + made + ", but ";
        return KeptFailure.endLeaving(
                token,
                result + "temporary " + temporary.word() + " " + leftover.id()
                        + " could not be deleted; delete it if nobody needs it: " + reason);
    }

    /**
     * Ends the work with the failure that it has kept, if any, and otherwise with its result.
     *
     * @param id the id of the created resource
     */
    Step<T> end(Token token, String id) {
        if (KeptFailure.in(token) != null) {
            return KeptFailure.end(token);
        }
        if (id.isEmpty()) {
            throw new Invalid("token of " + token.kind() + " has neither a result nor a failure; the token is damaged");
        }
        return new Step.Done<>(result.apply(id));
    }
}
