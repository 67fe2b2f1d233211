package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Invalid;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepAttempts;
import io.github.backup4j.huawei.internal.work.StepState;
import io.github.backup4j.huawei.internal.work.Token;
import java.util.function.Function;

/**
 * The last two steps of work that creates a temporary resource on its way: deletes it and waits until it is gone, and then ends the
 * work, with its result or with the failure that it has kept. A resource that cannot be deleted is left, and the failure names it.
 *
 * @param <T> what the work results in
 */
final class CleanUp<T> {
    private final Temporaries.Kind temporary;
    private final String goal;
    private final String made;
    private final Function<String, T> result;

    /**
     * Creates the last steps of a kind of work.
     *
     * @param temporary what kind of resource it creates on its way
     * @param goal what it creates in the end, in one word
     * @param made how that is done, such as {@code "built"}
     * @param result reads what it has created, by its id
     */
    CleanUp(Temporaries.Kind temporary, String goal, String made, Function<String, T> result) {
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
     * @param result the id of what the work has created; "": it has failed
     */
    record Leftover(String id, Origin origin, String result) {}

    /**
     * Deletes it.
     *
     * @param token the work
     * @param deleted the state that follows, at which it is being deleted
     */
    Step<T> delete(Token token, Leftover leftover, StepState deleted) {
        JsonNode seen = temporary.find(leftover.id());
        if (seen == null) {
            // If it is only not seen at the moment, the next step sees it, and comes back.
            return deleted.next(token);
        }
        return StepAttempts.to(
                token,
                now -> {
                    String reason = temporary.delete(seen, leftover.origin());
                    return reason.isEmpty() ? deleted.next(now) : left(now, leftover, reason);
                },
                (now, e) -> left(now, leftover, String.valueOf(e.getMessage())));
    }

    /**
     * Waits until it is gone.
     *
     * @param token the work
     * @param again the state before, at which it is deleted again if it is still there
     */
    Step<T> await(Token token, Leftover leftover, StepState again) {
        JsonNode seen = temporary.find(leftover.id());
        if (seen == null) {
            return end(token, leftover.result());
        }
        return switch (temporary.fate(seen)) {
            case STUCK -> left(token, leftover, "it is " + temporary.status(seen));
            case GOING -> Step.going("the " + temporary.word() + " on the way to the " + goal + " is being deleted");
            case THERE -> again.next(token);
        };
    }

    private Step<T> left(Token token, Leftover leftover, String reason) {
        String id = leftover.result();
        String result = id.isEmpty() ? "" : ", " + goal + " " + id + " was " + made;
        return Job.left(
                token,
                temporary.word() + " " + leftover.id() + " on the way to the " + goal + " could not be deleted" + result
                        + "; delete it if nobody needs it: " + reason);
    }

    /**
     * Ends the work with the failure that it has kept, if any, and else with its result.
     *
     * @param id the id of what it has created
     */
    Step<T> end(Token token, String id) {
        if (Job.kept(token) != null) {
            return Job.failed(token);
        }
        if (id.isEmpty()) {
            throw new Invalid("token of " + token.kind() + " names neither a result nor a failure; it is damaged");
        }
        return new Step.Done<>(result.apply(id));
    }
}
