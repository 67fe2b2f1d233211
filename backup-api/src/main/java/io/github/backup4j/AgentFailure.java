package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * Why the agent in a server took no part in an application-consistent backup, as the cloud says. The restore point is
 * complete, but only {@linkplain Consistency#CRASH_CONSISTENT crash-consistent}.
 *
 * @param code the cloud's code of the failure; null if the cloud does not say
 * @param reason why, in the cloud's words; null if the cloud does not say
 */
public record AgentFailure(@Nullable String code, @Nullable String reason) {
    /** Makes empty texts null. */
    public AgentFailure {
        code = Require.textOrNull(code);
        reason = Require.textOrNull(reason);
    }

    /** Returns both in one line, such as {@code "the agent does not respond (BackupService.6212)"}. */
    @Override
    public String toString() {
        String why = reason == null ? "the cloud does not say why" : reason;
        return code == null ? why : why + " (" + code + ")";
    }
}
