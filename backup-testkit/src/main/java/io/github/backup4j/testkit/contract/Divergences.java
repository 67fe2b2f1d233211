package io.github.backup4j.testkit.contract;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/**
 * The cases of the contract that a provider deliberately does not pass, each with its failure and the reason.
 *
 * <pre>{@code
 * @Override
 * protected Divergences divergences() {
 *     return Divergences.none()
 *             .and("Vaults.Updating.update_descriptionAndAlertCleared_cleared", Unsupported.class,
 *                     "the cloud keeps the description of a vault as it was at creation");
 * }
 * }</pre>
 *
 * <p>Such a case runs, and is reported as aborted, with the reason, if it fails as stated. If it fails otherwise, is skipped or
 * passes, it is reported as failed: the statement is then wrong. Immutable.
 */
public final class Divergences {
    private static final Divergences NONE = new Divergences(Map.of());

    private static final Set<Class<? extends Throwable>> SAY_NOTHING =
            Set.of(Throwable.class, Exception.class, RuntimeException.class, Error.class);

    private final Map<String, Divergence> byCase;

    private Divergences(Map<String, Divergence> byCase) {
        this.byCase = byCase;
    }

    /** Returns no divergences: the provider passes all cases. */
    public static Divergences none() {
        return NONE;
    }

    /**
     * Returns these divergences and one more.
     *
     * @param name the case: the class in the contract, the class nested in it, the method; {@code
     *     "Vaults.Updating.update_sameSpec_nothingChanges"}
     * @param failure the very exception with which the case fails, not a type that it extends
     * @param reason the message of the failure
     * @throws IllegalArgumentException if there is no such case, it was named before, the exception is abstract or one that says nothing,
     *     such as {@link Throwable}, or the reason is blank
     */
    public Divergences and(String name, Class<? extends Throwable> failure, String reason) {
        if (!isCase(name)) {
            throw new IllegalArgumentException("name is \"" + name + "\", which is no case of the contract");
        }
        if (SAY_NOTHING.contains(failure) || Modifier.isAbstract(failure.getModifiers())) {
            throw new IllegalArgumentException(
                    "failure is " + failure.getSimpleName() + ", for " + name + "; name the very exception");
        }
        if (reason.isBlank()) {
            throw new IllegalArgumentException("reason is blank, for " + name);
        }
        Map<String, Divergence> more = new TreeMap<>(byCase);
        if (more.put(name, new Divergence(failure, reason)) != null) {
            throw new IllegalArgumentException("name is \"" + name + "\", which was named before");
        }
        return new Divergences(more);
    }

    /** Returns the name of a case. */
    static String nameOf(Method method) {
        String type = method.getDeclaringClass().getName();
        String[] path = type.substring(type.lastIndexOf('.') + 1).split("\\$", -1);
        path[0] = path[0].replaceFirst("Contract$", "");
        return String.join(".", path) + "." + method.getName();
    }

    /** Runs a case, and checks that it fails exactly if, and as, this states. */
    void run(String name, Body body) throws Throwable {
        Divergence stated = byCase.get(name);
        if (stated == null) {
            body.run();
            return;
        }
        String statement =
                name + " is stated to fail with " + stated.failure().getSimpleName() + " (" + stated.reason() + ")";
        try {
            body.run();
        } catch (TestAbortedException e) {
            throw new AssertionError(statement + ", but it is skipped: remove the divergence", e);
        } catch (Throwable e) {
            // Which subclass of AssertionError an assertion throws is not the provider's choice.
            boolean asserted = stated.failure().equals(AssertionError.class) && e instanceof AssertionError;
            if (asserted || stated.failure().equals(e.getClass())) {
                throw new TestAbortedException("diverges on purpose: " + stated.reason(), e);
            }
            throw new AssertionError(statement + ", but it fails otherwise", e);
        }
        throw new AssertionError(statement + ", but it passes: remove the divergence");
    }

    private static boolean isCase(String name) {
        String[] path = name.split("\\.", -1);
        StringBuilder type = new StringBuilder(Divergences.class.getPackageName());
        for (int i = 0; i < path.length - 1; i++) {
            type.append(i == 0 ? "." : "$").append(path[i]).append(i == 0 ? "Contract" : "");
        }
        try {
            return Arrays.stream(Class.forName(type.toString()).getDeclaredMethods())
                    .anyMatch(method ->
                            method.getName().equals(path[path.length - 1]) && method.isAnnotationPresent(Test.class));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** A case that runs. */
    @FunctionalInterface
    interface Body {
        /** Runs it; what it returns does not matter. */
        @Nullable
        Object run() throws Throwable;
    }

    private record Divergence(Class<? extends Throwable> failure, String reason) {}
}
