package io.github.backup4j.huawei.internal.http;

import com.huaweicloud.sdk.core.auth.AbstractCredentials;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.auth.GlobalCredentials;
import com.huaweicloud.sdk.core.auth.ICredential;
import com.huaweicloud.sdk.core.auth.ICredentialProvider;
import com.huaweicloud.sdk.core.exception.SdkException;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.core.http.HttpClient;
import com.huaweicloud.sdk.core.http.HttpRequest;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.Unavailable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign calls: the given ones, or those that the SDK finds and renews. After {@link #forget} there are
 * none.
 *
 * <p>A credential of the SDK is for a project or for an account, and renews its keys one after the other while it
 * signs. So one thread at a time lets it sign a request that is not sent, and copies its keys, which then sign the
 * call.
 */
public final class Credentials {
    private final boolean renewed;
    private @Nullable ICredentialProvider provider;
    private @Nullable ICredential credential;

    /** No monitor: a virtual thread that waits for a metadata service would keep its carrier thread. */
    private final ReentrantLock lock = new ReentrantLock();

    private Credentials(boolean renewed, @Nullable ICredentialProvider provider, @Nullable ICredential credential) {
        this.renewed = renewed;
        this.provider = provider;
        this.credential = credential;
    }

    /**
     * Returns keys that do not change.
     *
     * @param securityToken the token of a temporary key; null: the key is permanent
     */
    public static Credentials fixed(String accessKey, String secretKey, @Nullable String securityToken) {
        return new Credentials(false, null, signer(accessKey, secretKey, securityToken));
    }

    /** Returns the keys of a credential of the SDK. */
    public static Credentials of(ICredential credential) {
        return new Credentials(true, null, holding(credential));
    }

    /** Returns the keys of a credential provider of the SDK, which is asked for them at the first call. */
    public static Credentials from(ICredentialProvider provider) {
        return new Credentials(true, provider, null);
    }

    /** Returns the project that the SDK's credential is for; null if it is for none. */
    @Nullable
    String project() {
        return found() instanceof BasicCredentials basic && !isEmpty(basic.getProjectId())
                ? basic.getProjectId()
                : null;
    }

    /** Returns the account that the SDK's credential is for; null if it is for none. */
    @Nullable
    String account() {
        return found() instanceof GlobalCredentials global && !isEmpty(global.getDomainId())
                ? global.getDomainId()
                : null;
    }

    /**
     * Returns what signs a request. Keys come as {@link BasicCredentials} of their own for each call, without a project.
     *
     * @param http sends the requests with which the keys are renewed
     */
    ICredential signer(HttpRequest request, HttpClient http) {
        ICredential found = found();
        if (!(found instanceof AbstractCredentials<?> keys)) {
            return found;
        }
        return renewed ? current(keys, request, http) : signer(keys.getAk(), keys.getSk(), keys.getSecurityToken());
    }

    /** Drops the keys. */
    void forget() {
        lock.lock();
        try {
            provider = null;
            credential = null;
        } finally {
            lock.unlock();
        }
    }

    private ICredential found() {
        lock.lock();
        try {
            return findOnce();
        } finally {
            lock.unlock();
        }
    }

    private ICredential findOnce() {
        ICredential found = credential;
        if (found != null) {
            return found;
        }
        if (provider == null) {
            throw new IllegalStateException("this CloudBackup is closed");
        }
        try {
            found = holding(provider.getCredentials());
        } catch (RuntimeException e) {
            throw failed(e);
        }
        credential = found;
        return found;
    }

    /** Refuses a credential without a key: the SDK would look one up in the metadata service of the machine. */
    private static ICredential holding(ICredential credential) {
        if (credential instanceof AbstractCredentials<?> keys && isEmpty(keys.getAk()) && isEmpty(keys.getIdpId())) {
            throw new Invalid(
                    "the credential holds no key: the SDK would look one up in the metadata service of this machine."
                            + " If you want that, call defaultCredentials()");
        }
        return credential;
    }

    private static ICredential current(AbstractCredentials<?> keys, HttpRequest request, HttpClient http) {
        // Other clients may use the same credential.
        synchronized (keys) {
            HttpRequest unsent = HttpRequest.newBuilder()
                    .withEndpoint(request.getEndpoint())
                    .withPath("/")
                    .build();
            try {
                var unused = keys.syncProcessAuthRequest(unsent, http);
            } catch (RuntimeException e) {
                throw failed(e);
            }
            return signer(keys.getAk(), keys.getSk(), keys.getSecurityToken());
        }
    }

    private static BasicCredentials signer(String accessKey, String secretKey, @Nullable String securityToken) {
        BasicCredentials signer =
                new BasicCredentials().withAk(checked(accessKey, "accessKey")).withSk(checked(secretKey, "secretKey"));
        return securityToken == null || securityToken.isBlank()
                ? signer
                : signer.withSecurityToken(checked(securityToken, "securityToken"));
    }

    /**
     * Refuses a key that a header cannot carry, such as one with a line break: OkHttp would show it in its exception.
     */
    static String checked(String key, String argument) {
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) <= ' ' || key.charAt(i) > '~') {
                throw new Invalid(
                        argument + " has a blank, a line break or another character that no key has, at index " + i
                                + " of " + key.length());
            }
        }
        return key;
    }

    private static BackupException failed(RuntimeException failure) {
        if (failure instanceof BackupException known) {
            return known;
        }
        String text = "the credentials could not be obtained: " + CloudText.reason(failure.getMessage())
                + "; nothing was sent";
        boolean refused = failure instanceof ServiceResponseException answered
                ? answered.getHttpStatusCode() < 500
                : failure instanceof SdkException && failure.getCause() == null;
        return refused ? new Denied(text, Detail.NONE, failure) : new Unavailable(text, Detail.NONE, failure);
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
