package io.github.backup4j.testkit.internal;

import io.github.backup4j.RequestKey;
import io.github.backup4j.testkit.Call;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What was made for which request key, for as long as it is there. Guarded by the lock of the clock. */
final class Requests {
    private final Map<Name, Kept<?>> kept = new HashMap<>();

    /**
     * Returns what a call with the same key has made, if that is still there, and otherwise makes it.
     *
     * @param parameters what the call was given beside the key; the type of what it makes follows from them
     * @param make makes it
     * @param present whether it is still there
     */
    <S> S once(Call call, RequestKey key, List<?> parameters, Supplier<S> make, Predicate<S> present) {
        Name name = new Name(call, key.value());
        Kept<?> before = kept.get(name);
        if (before != null && before.stillThere()) {
            if (!before.parameters.equals(parameters)) {
                throw Refusal.conflict(
                        Code.KEY_REUSED,
                        "request key \"" + key.value() + "\" of " + call + " was used with " + before.parameters
                                + ", not with " + parameters + "; nothing was made, and nothing was overwritten");
            }
            @SuppressWarnings("unchecked") // the same call with the same parameters makes the same type
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
