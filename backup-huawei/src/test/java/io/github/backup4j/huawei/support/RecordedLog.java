package io.github.backup4j.huawei.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** What is logged at any level by anybody, while a test listens; otherwise nothing is kept. */
public final class RecordedLog implements SLF4JServiceProvider {
    private static volatile @Nullable List<String> lines;

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter mdc = new NOPMDCAdapter();

    /** Returns the lines from now on, which go on growing. */
    public static List<String> listen() {
        List<String> heard = new CopyOnWriteArrayList<>();
        lines = heard;
        return heard;
    }

    public static void stopListening() {
        lines = null;
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return RecordingLogger::new;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return mdc;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        // There is nothing to set up.
    }

    private static final class RecordingLogger extends AbstractLogger {
        private static final long serialVersionUID = 1L;

        RecordingLogger(String name) {
            this.name = name;
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String message,
                Object @Nullable [] arguments,
                @Nullable Throwable throwable) {
            List<String> heard = lines;
            if (heard != null) {
                heard.add(level + " " + name + " " + MessageFormatter.basicArrayFormat(message, arguments)
                        + (throwable == null ? "" : " " + Traces.of(throwable)));
            }
        }

        @Override
        public boolean isTraceEnabled() {
            return lines != null;
        }

        @Override
        public boolean isTraceEnabled(Marker marker) {
            return lines != null;
        }

        @Override
        public boolean isDebugEnabled() {
            return lines != null;
        }

        @Override
        public boolean isDebugEnabled(Marker marker) {
            return lines != null;
        }

        @Override
        public boolean isInfoEnabled() {
            return lines != null;
        }

        @Override
        public boolean isInfoEnabled(Marker marker) {
            return lines != null;
        }

        @Override
        public boolean isWarnEnabled() {
            return lines != null;
        }

        @Override
        public boolean isWarnEnabled(Marker marker) {
            return lines != null;
        }

        @Override
        public boolean isErrorEnabled() {
            return lines != null;
        }

        @Override
        public boolean isErrorEnabled(Marker marker) {
            return lines != null;
        }
    }
}
