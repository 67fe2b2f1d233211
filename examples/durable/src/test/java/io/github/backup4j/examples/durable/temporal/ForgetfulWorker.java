package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.CloudBackup;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactoryOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * A {@link TemporalWorker} that asks for no workflow to be handed to it again. Temporal hands a workflow to the worker that has it in
 * memory, and to another one after five seconds; its test server does so only if the first is alive.
 */
final class ForgetfulWorker {
    /** How long a first call may take: on a busy machine, more than the five seconds that are usual. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private ForgetfulWorker() {}

    public static void main(String... args) {
        var unused = start(args, CloudBackup::open);
    }

    /** Starts one with its own way to the cloud, and returns what stops it. */
    static Runnable start(String[] args, Function<String, CloudBackup> clouds) {
        return TemporalWorker.start(
                args,
                clouds,
                WorkflowServiceStubsOptions.newBuilder()
                        .setSystemInfoTimeout(PATIENCE)
                        .setGrpcClientInterceptors(List.of(new Forgetting())),
                WorkerFactoryOptions.newBuilder().setWorkflowCacheSize(0));
    }

    private static final class Forgetting implements ClientInterceptor {
        @Override
        public <A, B> ClientCall<A, B> interceptCall(MethodDescriptor<A, B> method, CallOptions options, Channel next) {
            return new ForwardingClientCall.SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                @SuppressWarnings("unchecked") // a request of the same type
                public void sendMessage(A message) {
                    super.sendMessage(
                            message instanceof RespondWorkflowTaskCompletedRequest completed
                                    ? (A) completed.toBuilder()
                                            .clearStickyAttributes()
                                            .build()
                                    : message);
                }
            };
        }
    }
}
