using System.Security.Cryptography;
using GameAuth.Providers;
using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Hardware.Tests;

/// <summary>A TPM's keys for themselves.</summary>
[Collection("environment")]
public sealed class TpmKeyTests
{
    private static readonly byte[] Message = "synthetic request"u8.ToArray();

    [TpmFact]
    public async Task A_key_signs_so_that_its_public_point_verifies_and_gives_its_private_half_to_nobody()
    {
        await using SoftwareTpm tpm = await StartAsync();
        using ProofKey key = Hardware().Create();
        AssertSigns(key);
        Assert.False(key.IsExportable);
        Assert.Throws<CryptographicException>(() => key.Key.ExportParameters(includePrivateParameters: true));
        Assert.Throws<CryptographicException>(() => key.Key.ExportPkcs8PrivateKey());
    }

    [TpmFact]
    public async Task What_the_row_keeps_is_wrapped_by_the_TPM()
    {
        await using SoftwareTpm tpm = await StartAsync();
        StoredProofKey stored = Hardware().Create().Store();
        Assert.Equal((ProofKeyKind.Tpm2, false), (stored.Kind, stored.IsExportable));
        Assert.StartsWith("-----BEGIN TSS2 PRIVATE KEY-----", stored.Material.Reveal(), StringComparison.Ordinal);
        using ECDsa reader = ECDsa.Create();
        Assert.ThrowsAny<Exception>(() => reader.ImportFromPem(stored.Material.Reveal().Replace("TSS2 PRIVATE", "PRIVATE", StringComparison.Ordinal)));
        using ProofKey opened = Hardware().Open(stored);
        AssertSigns(opened);
    }

    [TpmFact]
    public async Task More_keys_than_the_TPM_has_room_for_take_turns()
    {
        await using SoftwareTpm tpm = await StartAsync();
        ProofKeySource source = Hardware();
        ProofKey[] keys = [.. Enumerable.Range(0, 6).Select(_ => source.Create())];
        foreach (ProofKey key in keys.Concat(keys))
        {
            AssertSigns(key);
        }
    }

    [TpmFact]
    public async Task Many_threads_sign_with_two_keys_at_once()
    {
        await using SoftwareTpm tpm = await StartAsync();
        ProofKey[] keys = [Hardware().Create(), Hardware().Create()];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < 25; i++)
            {
                AssertSigns(keys[thread % 2]);
            }
        })));
    }

    [TpmFact]
    public async Task A_key_of_another_TPM_is_refused()
    {
        StoredProofKey stored;
        await using (SoftwareTpm first = await StartAsync())
        {
            stored = Hardware().Create().Store();
        }

        // The first call over a new connection: until then the old one still has the key in memory.
        await using SoftwareTpm second = await StartAsync();
        AssertSigns(Hardware().Create());
        CredentialStoreException refused = Assert.Throws<CredentialStoreException>(() => Hardware().Open(stored));
        Assert.Equal(RowState.WrongKey, refused.State);
        Assert.DoesNotContain(stored.Material.Reveal()[40..80], refused.ToString(), StringComparison.Ordinal);
    }

    [TpmFact]
    public async Task A_plain_key_does_not_pass_for_one_of_the_TPM()
    {
        await using SoftwareTpm tpm = await StartAsync();
        using ECDsa plain = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        StoredProofKey stored = new() { Kind = ProofKeyKind.Tpm2, IsExportable = false, Material = new Secret(plain.ExportPkcs8PrivateKeyPem()) };
        Assert.Equal(RowState.Corrupt, Assert.Throws<CredentialStoreException>(() => Hardware().Open(stored)).State);
    }

    [TpmFact]
    public async Task A_persistent_handle_stays_when_its_device_is_forgotten_and_an_empty_one_is_an_error()
    {
        await using SoftwareTpm tpm = await StartAsync();
        await tpm.PersistKeyAsync("0x81000001");
        ProofKeySource source = Source(static gameAuth => gameAuth.UseTpmProofKey("handle:0x81000001"));
        using ProofKey key = source.Create();
        AssertSigns(key);
        source.Delete(key.Store());
        AssertSigns(source.Open(key.Store()));
        Assert.Throws<CredentialStoreException>(() => Source(static gameAuth => gameAuth.UseTpmProofKey("handle:0x81000002")).Create());
    }

    [TpmFact]
    public async Task A_TPM_that_is_gone_is_an_error_with_the_fix_and_is_taken_up_again()
    {
        ProofKeySource source = Hardware();
        await using (SoftwareTpm tpm = await StartAsync())
        {
            AssertSigns(source.Create());
        }

        TpmEnvironment.PointAt("swtpm:host=127.0.0.1,port=1");
        CredentialStoreException gone = Assert.Throws<CredentialStoreException>(() => source.Create());
        Assert.Equal(RowState.KeyUnavailable, gone.State);
        Assert.Contains("tpm2-openssl", gone.Message, StringComparison.Ordinal);
        Assert.False(source.IsAvailable(out string? reason));
        Assert.Contains("TPM2OPENSSL_TCTI", reason, StringComparison.Ordinal);
        await using SoftwareTpm restarted = await StartAsync();
        AssertSigns(source.Create());
    }

    private static ProofKeySource Hardware() => Source(static gameAuth => gameAuth.UseHardwareProofKeys());

    private static ProofKeySource Source(Action<GameAuthBuilder> choose)
    {
        ServiceCollection services = new();
        choose(services.AddGameAuth());
        return services.BuildServiceProvider().GetRequiredService<ProofKeySource>();
    }

    private static async Task<SoftwareTpm> StartAsync()
    {
        SoftwareTpm tpm = await SoftwareTpm.StartAsync();
        TpmEnvironment.PointAt(tpm.Tcti);
        return tpm;
    }

    private static void AssertSigns(ProofKey key)
    {
        (byte[] x, byte[] y) = key.ExportPublicPoint();
        using ECDsa judge = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
        Assert.True(judge.VerifyData(Message, key.Key.SignData(Message, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256));
    }
}
