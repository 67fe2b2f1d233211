package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** Which setting a server that was not reached is blamed on. */
class UnreachableTest {
    @Test
    void of_hostOfARegion_namesTheRegion() {
        Exchange exchange = new Exchange();
        exchange.host = "cbr.eu-wst-101.myhuaweicloud.com";
        exchange.failure = new UnknownHostException("cbr.eu-wst-101.myhuaweicloud.com: Name or service not known");

        assertThat(Unreachable.of(new IllegalStateException("hidden by the SDK"), exchange, "CBR ListVault"))
                .hasMessageContaining(
                        "cannot resolve cbr.eu-wst-101.myhuaweicloud.com: check region(\"eu-wst-101\"); nothing was sent");
    }

    @Test
    void of_hostOfAProxy_namesTheProxy() {
        Exchange exchange = new Exchange();
        exchange.host = "cbr.eu-west-101.myhuaweicloud.com";
        exchange.failure = new UnknownHostException("proxy.example.com");

        assertThat(Unreachable.of(new IllegalStateException("hidden by the SDK"), exchange, "CBR ListVault"))
                .hasMessageContaining("cannot resolve proxy.example.com: check proxy(...)");
    }

    @Test
    void of_requestWasSent_isAnotherMatter() {
        Exchange exchange = new Exchange();
        exchange.sent = true;
        exchange.failure = new UnknownHostException("cbr.eu-west-101.myhuaweicloud.com");

        assertThat(Unreachable.of(new IllegalStateException("hidden by the SDK"), exchange, "CBR ListVault"))
                .isNull();
    }
}
