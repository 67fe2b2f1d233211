package io.github.backup4j.testkit.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A JUnit extension that gives each test a world of its own, such as a cloud: as a parameter, or by the field that registers the
 * extension. It opens the world on first use, describes it if the test fails, and closes it after the test.
 *
 * <p>A world that is first used in {@code @BeforeAll} belongs to all tests of that class, and is closed after the last one.
 *
 * <p>It may be used by tests that run in parallel, but then as a parameter, or in a field that is not static.
 *
 * @param <W> the type of the world
 */
@SuppressWarnings("exports") // users add JUnit themselves
public abstract class WorldExtension<W>
        implements ParameterResolver,
                BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private final Namespace namespace = Namespace.create(WorldExtension.class, new Object());
    private final Class<W> type;
    private final Map<Class<?>, Function<W, ?>> parameters;
    private final List<ExtensionContext> current = new ArrayList<>();

    /**
     * Creates an extension.
     *
     * @param type the type of the world
     * @param parameters the types of parameters that a test may have, and how to get each from the world
     */
    protected WorldExtension(Class<W> type, Map<Class<?>, Function<W, ?>> parameters) {
        this.type = type;
        this.parameters = Map.copyOf(parameters);
    }

    /** Returns a new world. */
    protected abstract W open();

    /**
     * Checks a world after a test that passed, before it is closed; what it throws fails the test. Does nothing by default. A world
     * that belongs to all tests of a class is checked after the last one.
     *
     * @param world the world
     */
    protected void verify(W world) {}

    /**
     * Releases a world after its last test.
     *
     * @param world the world
     */
    protected abstract void close(W world);

    /**
     * Returns what is in a world, for the report of a test that failed.
     *
     * @param world the world
     */
    protected abstract String describe(W world);

    /**
     * Returns the world of the test that is running.
     *
     * @throws IllegalStateException if no test is running, or several are
     */
    protected final W world() {
        ExtensionContext context;
        synchronized (current) {
            if (current.isEmpty()) {
                throw new IllegalStateException(
                        "no test is running; register the extension with @RegisterExtension, and use it in"
                                + " tests and their @BeforeEach methods");
            }
            context = current.get(current.size() - 1);
            boolean several = current.stream()
                            .filter(other -> other.getTestMethod().isPresent())
                            .count()
                    > 1;
            if (several) {
                throw new IllegalStateException(
                        "several tests run at once, and share this extension; take a parameter of type "
                                + type.getSimpleName()
                                + " instead, or register the extension in a field that is not static");
            }
        }
        return world(context);
    }

    private W world(ExtensionContext context) {
        synchronized (namespace) {
            Store store = context.getStore(namespace);
            W present = store.get(type, type);
            if (present != null) {
                return present;
            }
            W opened = open();
            store.put(type, opened);
            return opened;
        }
    }

    @Override
    public final ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameters.containsKey(parameter.getParameter().getType());
    }

    @Override
    public final @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Function<W, ?> get = parameters.get(parameter.getParameter().getType());
        return get == null ? null : get.apply(world(context));
    }

    @Override
    public final void beforeAll(ExtensionContext context) {
        enter(context);
    }

    @Override
    public final void beforeEach(ExtensionContext context) {
        enter(context);
    }

    @Override
    public final void afterEach(ExtensionContext context) {
        leave(context);
    }

    @Override
    public final void afterAll(ExtensionContext context) {
        leave(context);
    }

    private void enter(ExtensionContext context) {
        synchronized (current) {
            current.add(context);
        }
    }

    private void leave(ExtensionContext context) {
        synchronized (current) {
            current.remove(context);
        }
        W world = context.getStore(namespace).remove(type, type);
        if (world != null) {
            try {
                if (context.getExecutionException().isEmpty()) {
                    verified(world);
                }
            } finally {
                close(world);
            }
        }
    }

    private void verified(W world) {
        try {
            verify(world);
        } catch (RuntimeException | Error e) {
            describe(world, e);
            throw e;
        }
    }

    @Override
    public final void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw described(context, failure);
    }

    @Override
    public final void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
            throws Throwable {
        throw described(context, failure);
    }

    @Override
    public final void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable failure)
            throws Throwable {
        throw described(context, failure);
    }

    @Override
    public final void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
            throws Throwable {
        throw described(context, failure);
    }

    @Override
    public final void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
            throws Throwable {
        throw described(context, failure);
    }

    /** Returns the failure of a test, with the world that it left behind, if it has one. */
    private Throwable described(ExtensionContext context, Throwable failure) {
        W world = context.getStore(namespace).get(type, type);
        if (world != null) {
            describe(world, failure);
        }
        return failure;
    }

    private void describe(W world, Throwable failure) {
        try {
            failure.addSuppressed(new WorldAtFailure(describe(world)));
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
