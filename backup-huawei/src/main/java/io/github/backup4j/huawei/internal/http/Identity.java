package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.Site;
import org.jspecify.annotations.Nullable;

/**
 * The project and the account that calls are for: the given one, else that of the SDK's credential, else the one that
 * IAM reports. IAM is asked before the first call that needs it.
 */
public final class Identity {
    private final String region;
    private final Credentials credentials;
    private final Lazy project;
    private final Lazy account;

    /**
     * Creates an identity.
     *
     * @param project the given project; null: none was given
     * @param account the given account; null: none was given
     * @throws io.github.backup4j.Invalid if the region or the project is malformed
     */
    public Identity(String region, Credentials credentials, @Nullable String project, @Nullable String account) {
        var unused = new Site(region, project == null ? region : project);
        this.region = region;
        this.credentials = credentials;
        this.project = new Lazy(project);
        this.account = new Lazy(account);
    }

    /** Determines the project or the account that the calls of a service need. */
    public void require(Service service, ServiceClient client) {
        switch (service.scope()) {
            case PROJECT -> project(client);
            case ACCOUNT -> account(client);
            case NONE -> {
                // IAM itself needs neither.
            }
        }
    }

    public Site site(ServiceClient client) {
        return new Site(region, project(client));
    }

    /** Returns the project or the account; null if it is not known yet. */
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

    /** Returns the region, and the project if it is known; sends nothing. */
    @Override
    public String toString() {
        String known = project.known();
        return region + "/" + (known == null ? "(project not looked up yet)" : known);
    }
}
