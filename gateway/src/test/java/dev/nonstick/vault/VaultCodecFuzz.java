package dev.nonstick.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** A vault is read or malformed; what is read is written and read the same, within its limits. */
class VaultCodecFuzz {
    private static final long NOW = 1_800_000_000_000L;

    @FuzzTest
    void decode(byte[] input) throws MalformedVaultException {
        Vault vault;
        try {
            vault = Vault.decode(input);
        } catch (MalformedVaultException e) {
            return;
        }
        byte[] written = vault.encode();
        assertThat(written).hasSize(vault.encodedLength());
        assertThat(Vault.decode(written).cookies()).isEqualTo(vault.cookies());
        assertThat(vault.cookies().size()).isLessThanOrEqualTo(Vault.MAX_COOKIES);
        vault.cookieField(new VaultScope("app", "www.shop.example", "/", true), NOW);
        assertThat(vault.toString()).hasSizeLessThan(20);
    }
}
