using System.Security.Cryptography;
using GameAuth.Providers;
using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Hardware.Tests;

public sealed class HardwareProofKeyTests
{
    private static readonly byte[] Message = "synthetic request"u8.ToArray();

    private readonly FakeKeyHardware _hardware = new();
    private readonly HardwareProofKeySource _source;

    public HardwareProofKeyTests() => _source = new HardwareProofKeySource("fake", "a fake module", new SynchronizedKeyHardware(_hardware));

    [Fact]
    public void Its_signatures_are_verified_with_its_public_point_alone()
    {
        using ProofKey key = _source.Create();
        (byte[] x, byte[] y) = key.ExportPublicPoint();
        using ECDsa judge = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
        byte[] signature = new byte[64];
        Assert.True(key.Key.TrySignData(Message, signature, HashAlgorithmName.SHA256, out int length));
        Assert.Equal(64, length);
        Assert.True(judge.VerifyData(Message, signature, HashAlgorithmName.SHA256));
        Assert.True(key.Key.VerifyData(Message, key.Key.SignData(Message, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256));
    }

    [Fact]
    public void Its_private_half_is_exported_in_no_way()
    {
        using ProofKey key = _source.Create();
        Assert.False(key.IsExportable);
        Assert.Throws<CryptographicException>(() => key.Key.ExportParameters(includePrivateParameters: true));
        Assert.Throws<CryptographicException>(() => key.Key.ExportPkcs8PrivateKey());
        Assert.Throws<CryptographicException>(() => key.Key.ExportECPrivateKey());
    }

    [Fact]
    public void Its_row_says_that_it_can_not_be_exported_and_opens_it_again()
    {
        using ProofKey made = _source.Create();
        StoredProofKey stored = made.Store();
        Assert.Equal(("fake", false, "fake-key-0"), (stored.Kind, stored.IsExportable, stored.Material.Reveal()));
        using ProofKey opened = _source.Open(stored);
        Assert.Equal(made.ExportPublicPoint().X, opened.ExportPublicPoint().X);
        Assert.True(made.Key.VerifyData(Message, opened.Key.SignData(Message, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256));
    }

    [Fact]
    public void Another_key_in_its_place_is_noticed()
    {
        StoredProofKey stored = _source.Create().Store();
        _hardware.Replace("fake-key-0");
        Assert.Equal(RowState.WrongKey, Refused(() => _source.Open(stored)).State);
    }

    [Fact]
    public void A_module_that_signs_with_another_key_makes_no_identity()
    {
        _hardware.SignsWithAnotherKey = true;
        Refused(() => _source.Create());
    }

    [Fact]
    public void A_key_on_another_curve_makes_no_identity()
    {
        _hardware.Curve = ECCurve.NamedCurves.nistP384;
        Refused(() => _source.Create());
    }

    [Fact]
    public void Hardware_out_of_reach_is_an_error_with_the_fix_and_deletes_nothing()
    {
        using ProofKey key = _source.Create();
        _hardware.Failure = FakeKeyHardware.OutOfReach;
        CredentialStoreException opening = Refused(() => _source.Open(key.Store()));
        Assert.Equal(RowState.KeyUnavailable, opening.State);
        Assert.Contains(nameof(IAccounts<,>.ForgetDeviceAsync), opening.Message, StringComparison.Ordinal);
        Assert.Contains("It is out of reach.", opening.Message, StringComparison.Ordinal);
        Assert.Equal(RowState.KeyUnavailable, Refused(() => key.Key.SignData(Message, HashAlgorithmName.SHA256)).State);
        Refused(() => _source.Delete(key.Store()));
        Assert.False(_source.IsAvailable(out string? reason));
        Assert.Equal("It is out of reach.", reason);
        Assert.Single(_hardware.References);
    }

    [Fact]
    public async Task Many_threads_sign_one_after_the_other()
    {
        using ProofKey key = _source.Create();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                Assert.True(key.Key.VerifyData(Message, key.Key.SignData(Message, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256));
            }
        })));
        Assert.Equal(0, _hardware.Overlaps);
    }

    [Fact]
    public void A_key_of_another_operating_system_is_an_error_that_says_so()
    {
        HardwareProofKeySource foreign = OperatingSystem.IsWindows() ? HardwareProofKeySource.Tpm2(persistentHandle: null) : HardwareProofKeySource.Cng();
        StoredProofKey stored = new() { Kind = foreign.Kind, Material = new Secret("GameAuth.ProofKey.00"), IsExportable = false };
        CredentialStoreException refused = Refused(() => foreign.Open(stored));
        Assert.Equal(RowState.KeyUnavailable, refused.State);
        Assert.Contains("This is no ", refused.Message, StringComparison.Ordinal);
        Assert.False(foreign.IsAvailable(out _));
    }

    [Theory]
    [InlineData("handle:0x81000001", true)]
    [InlineData("handle:0x81ffffff", true)]
    [InlineData("handle:0x80000001", false)]
    [InlineData("handle:0x8100001", false)]
    [InlineData("handle:0x81000001?pass", false)]
    [InlineData("file:/tmp/key.pem", false)]
    [InlineData("0x81000001", false)]
    public void A_persistent_handle_is_told_from_other_texts(string text, bool isHandle) =>
        Assert.Equal(isHandle, Tpm2KeyReference.IsPersistentHandle(text));

    [Fact]
    public void A_handle_that_is_none_of_a_persistent_key_is_refused_at_once()
    {
        ServiceCollection services = new();
        GameAuthBuilder gameAuth = services.AddGameAuth();
        GameAuthConfigurationException refused = Assert.Throws<GameAuthConfigurationException>(() => gameAuth.UseTpmProofKey("/etc/key.pem"));
        Assert.Contains("handle:0x81000001", refused.Message, StringComparison.Ordinal);
    }

    private static CredentialStoreException Refused(Action call)
    {
        CredentialStoreException refused = Assert.Throws<CredentialStoreException>(call);
        Assert.Equal("proof key", refused.Step);
        Assert.DoesNotContain("fake-key", refused.ToString(), StringComparison.Ordinal);
        return refused;
    }
}
