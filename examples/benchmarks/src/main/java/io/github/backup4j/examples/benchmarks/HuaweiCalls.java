package io.github.backup4j.examples.benchmarks;

import com.huaweicloud.sdk.cbr.v1.CbrClient;
import com.huaweicloud.sdk.cbr.v1.model.BackupResp;
import com.huaweicloud.sdk.cbr.v1.model.ListBackupsRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListPoliciesRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowVaultResponse;
import com.huaweicloud.sdk.core.SdkResponse;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the provider for Huawei Cloud costs, and the SDK alone, which returns its own typed answers: both ask the same server in
 * the same process. {@link HuaweiCost} compares the two.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgs = "-Xmx1g")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class HuaweiCalls {
    private final HuaweiScene scene = new HuaweiScene();
    private final ReplayServer server = new ReplayServer(scene.address());
    private final CloudBackup provider = HuaweiClients.provider(server.address());
    private final CbrClient cbr = HuaweiClients.sdk(CbrClient.newBuilder(), server.address());
    private final VaultId vault = scene.vault();

    /** Stops the servers. */
    @TearDown
    public void close() {
        provider.close();
        server.close();
        scene.close();
    }

    /** A vault with its policies, which are two calls. */
    @Benchmark
    public Vault vault() {
        return provider.vaults().get(vault);
    }

    /** The same two calls. */
    @Benchmark
    public List<SdkResponse> vaultBySdk() {
        return List.of(
                cbr.showVault(new ShowVaultRequest().withVaultId(vault.value())),
                cbr.listPolicies(new ListPoliciesRequest().withVaultId(vault.value())));
    }

    /** A vault without its policies, which is one call. */
    @Benchmark
    public ShowVaultResponse vaultAloneBySdk() {
        return cbr.showVault(new ShowVaultRequest().withVaultId(vault.value()));
    }

    /** A page of restore points. */
    @Benchmark
    public List<RestorePoint> points() {
        return provider.restorePoints().list().limit(HuaweiScene.POINTS).toList();
    }

    /** The same page. */
    @Benchmark
    public List<BackupResp> pointsBySdk() {
        return cbr.listBackups(new ListBackupsRequest()
                        .withSort("created_at:desc")
                        .withLimit(HuaweiScene.POINTS)
                        .withOffset(0))
                .getBackups();
    }
}
