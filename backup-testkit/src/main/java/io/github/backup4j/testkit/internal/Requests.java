package io.github.backup4j.testkit.internal;

import io.github.backup4j.RequestKey;
import io.github.backup4j.testkit.Call;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The resources created with each request key, as long as they exist. Guarded by the lock of the clock. */
final class Requests {
    private final Map<Name, Kept<?>> kept = new HashMap<>();

    /**
     * Returns the resource that a call with the same key has created, if it still exists, and otherwise creates it.
     *
     * @param parameters the parameters of the call beside the key, which determine the type of the resource
     * @param make creates the resource
     * @param present whether it still exists
     */
    <S> S once(Call call, RequestKey key, List<?> parameters, Supplier<S> make, Predicate<S> present) {
        Name name = new Name(call, key.value());
        Kept<?> before = kept.get(name);
        if (before != null && before.stillThere()) {
            if (!before.parameters.equals(parameters)) {
                throw Refusal.conflict(
                        Code.KEY_REUSED,
                        "request key \"" + key.value() + "\" of " + call + " was used with " + before.parameters
                                + ", not with " + parameters + "; nothing was created or overwritten");
            }
            @SuppressWarnings("unchecked") // the same call with the same parameters creates the same type
            S made = (S) before.made;
            return made;
        }
        S made = make.get();
        kept.put(name, new Kept<>(parameters, made, present));
        return made;
    }

    private record Name(Call call, String key) {}

    private record Kept<S>(List<?> parameters, S made, Predicate<S> present) {
        boolean stillThere() {
            return present.test(made);
        }
    }
}
