package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.Site;
import org.jspecify.annotations.Nullable;

/**
 * Which project and which account calls are for: as was given, else as the SDK's credentials say, else as IAM says; it is
 * asked before the first call that needs it.
 */
public final class Identity {
    private final String region;
    private final Credentials credentials;
    private final Lazy project;
    private final Lazy account;

    /**
     * Creates it; refuses what cannot be a region or a project with {@link io.github.backup4j.Invalid}.
     *
     * @param project the project, where it was given
     * @param account the account, where it was given
     */
    public Identity(String region, Credentials credentials, @Nullable String project, @Nullable String account) {
        var unused = new Site(region, project == null ? region : project);
        this.region = region;
        this.credentials = credentials;
        this.project = new Lazy(project);
        this.account = new Lazy(account);
    }

    /** Finds out what the calls of a service need to know. */
    public void require(Service service, ServiceClient client) {
        switch (service.scope()) {
            case PROJECT -> project(client);
            case ACCOUNT -> account(client);
            case NONE -> {
                // IAM itself is asked with the keys alone.
            }
        }
    }

    public Site site(ServiceClient client) {
        return new Site(region, project(client));
    }

    /** The project or the account, or null where it was not found out yet. */
    @Nullable
    String known(Service.Scope scope) {
        return switch (scope) {
            case PROJECT -> project.known();
            case ACCOUNT -> account.known();
            case NONE -> null;
        };
    }

    private String project(ServiceClient client) {
        return project.get(() -> {
            String own = credentials.project();
            return own == null ? new IamCalls(client).projectOf(region) : own;
        });
    }

    private String account(ServiceClient client) {
        return account.get(() -> {
            String own = credentials.account();
            return own == null ? new IamCalls(client).account() : own;
        });
    }

    /** The region, and the project as far as it is known; asks nobody. */
    @Override
    public String toString() {
        String known = project.known();
        return region + "/" + (known == null ? "(project not looked up yet)" : known);
    }
}
