package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.HcClient;
import io.github.backup4j.TimeSource;
import java.lang.reflect.Field;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

class BoundedHttpTest {
    @Test
    void under_timeoutsBelowASecond_notRoundedAndSharedByAllClients() throws ReflectiveOperationException {
        Credentials keys = Credentials.fixed("AKEXAMPLE", "SKEXAMPLE", null);
        Map<Service, URI> addresses =
                Map.of(Service.CBR, URI.create("http://localhost:1"), Service.EVS, URI.create("http://localhost:2"));
        Connection connection = new Connection(
                TimeSource.system(),
                keys,
                new Identity("region-1", keys, "project-1", "account-1"),
                addresses,
                new HttpSettings().config(),
                ResponseLimits.USUAL
                        .withConnectTime(Duration.ofMillis(150))
                        .withReadTime(Duration.ofMillis(2_500))
                        .withCallTime(Duration.ofMillis(7)),
                "Date");

        for (Service service : addresses.keySet()) {
            OkHttpClient http = httpOf(connection.client(service));
            assertThat(http.connectTimeoutMillis()).isEqualTo(150);
            assertThat(http.readTimeoutMillis()).isEqualTo(2_500);
            assertThat(http.callTimeoutMillis()).isEqualTo(7);
        }
        connection.close();
    }

    private static OkHttpClient httpOf(HcClient client) throws ReflectiveOperationException {
        Object http = value(HcClient.class, "httpClient", client);
        return (OkHttpClient) value(http.getClass(), "client", http);
    }

    private static Object value(Class<?> owner, String name, Object of) throws ReflectiveOperationException {
        Field field = owner.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
