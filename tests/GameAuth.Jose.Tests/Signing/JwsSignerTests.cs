using System.Security.Cryptography;

namespace GameAuth.Jose.Tests.Signing;

/// <summary>Signers serve all threads at once where their key can be copied, and one after the other where it can't.</summary>
public sealed class JwsSignerTests
{
    private const int Threads = 4;
    private static readonly byte[] Input = [.. "header.claims"u8];

    [Fact]
    public async Task An_elliptic_key_in_software_is_copied_and_never_used_itself()
    {
        using CountingEcdsa key = new(exports: true);
        await SignAtOnceAsync(new EcdsaJwsSigner(key, "k"));
        Assert.Equal((0, 0), (key.Signed, key.MostAtOnce));
    }

    [Fact]
    public async Task An_elliptic_key_that_gives_no_copy_signs_for_one_after_the_other()
    {
        using CountingEcdsa key = new(exports: false);
        await SignAtOnceAsync(new EcdsaJwsSigner(key, "k"));
        Assert.Equal((Threads * 50, 1), (key.Signed, key.MostAtOnce));
    }

    [Fact]
    public async Task An_RSA_key_in_software_is_copied_and_never_used_itself()
    {
        using CountingRsa key = new(exports: true);
        await SignAtOnceAsync(new RsaJwsSigner(key, "k"));
        Assert.Equal((0, 0), (key.Signed, key.MostAtOnce));
    }

    [Fact]
    public async Task An_RSA_key_that_gives_no_copy_signs_for_one_after_the_other()
    {
        using CountingRsa key = new(exports: false);
        await SignAtOnceAsync(new RsaJwsSigner(key, "k"));
        Assert.Equal((Threads * 50, 1), (key.Signed, key.MostAtOnce));
    }

    [Fact]
    public void Callers_at_once_have_a_copy_each_and_those_after_them_have_the_same_copies()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        int copies = 0;
        SigningKeys<ECDsa> keys = new(key, original =>
        {
            copies++;
            return ECDsa.Create(original.ExportParameters(includePrivateParameters: true));
        });
        for (int round = 0; round < 3; round++)
        {
            ECDsa first = keys.Rent();
            Assert.NotSame(key, first);
            if (Environment.ProcessorCount > 1)
            {
                ECDsa second = keys.Rent();
                Assert.NotSame(first, second);
                keys.Return(second);
            }

            keys.Return(first);
        }

        Assert.Equal(Math.Min(2, Environment.ProcessorCount), copies);
    }

    [Fact]
    public void What_a_pool_holds_is_disposed_when_it_is_cleared_and_made_again()
    {
        List<Disposed> made = [];
        KeyObjectPool<Disposed> pool = new(() =>
        {
            made.Add(new Disposed());
            return made[^1];
        });
        Disposed rented = pool.Rent();
        pool.Clear();
        Assert.Equal(0, rented.Times);
        pool.Return(rented);
        pool.Clear();
        pool.Clear();
        Assert.Equal(1, rented.Times);
        Assert.NotSame(rented, pool.Rent());
        Assert.Equal(2, made.Count);
    }

    [Fact]
    public void No_key_is_a_wrong_argument()
    {
        Assert.Throws<ArgumentNullException>(() => new EcdsaJwsSigner(null!));
        Assert.Throws<ArgumentNullException>(() => new RsaJwsSigner(null!));
    }

    private static async Task SignAtOnceAsync(IJwsSigner signer)
    {
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            byte[] signature = new byte[signer.SignatureLength];
            for (int i = 0; i < 50; i++)
            {
                signer.Sign(Input, signature);
                Assert.True(signer.PublicKey.Verify(Input, signature));
            }
        })));
    }

    private sealed class Disposed : IDisposable
    {
        public int Times { get; private set; }

        public void Dispose() => Times++;
    }

    private sealed class CountingEcdsa(bool exports) : ECDsa
    {
        private readonly ECDsa _inner = Create(ECCurve.NamedCurves.nistP256);
        private readonly Gauge _gauge = new();

        public int Signed => _gauge.Calls;

        public int MostAtOnce => _gauge.Most;

        public override int KeySize => _inner.KeySize;

        public override byte[] SignHash(byte[] hash) => _gauge.Measure(() => _inner.SignHash(hash));

        public override bool VerifyHash(byte[] hash, byte[] signature) => _inner.VerifyHash(hash, signature);

        public override ECParameters ExportParameters(bool includePrivateParameters) =>
            includePrivateParameters && !exports ? throw new CryptographicException("It stays where it is.") : _inner.ExportParameters(includePrivateParameters);

        protected override void Dispose(bool disposing)
        {
            _inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class CountingRsa(bool exports) : RSA
    {
        private readonly RSA _inner = Create(2048);
        private readonly Gauge _gauge = new();

        public int Signed => _gauge.Calls;

        public int MostAtOnce => _gauge.Most;

        public override int KeySize => _inner.KeySize;

        public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding) => _gauge.Measure(() => _inner.SignHash(hash, hashAlgorithm, padding));

        public override RSAParameters ExportParameters(bool includePrivateParameters) =>
            includePrivateParameters && !exports ? throw new CryptographicException("It stays where it is.") : _inner.ExportParameters(includePrivateParameters);

        public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Gauge
    {
        private readonly Lock _gate = new();
        private int _now;

        public int Calls { get; private set; }

        public int Most { get; private set; }

        public byte[] Measure(Func<byte[]> work)
        {
            lock (_gate)
            {
                Calls++;
                Most = Math.Max(Most, ++_now);
            }

            try
            {
                return work();
            }
            finally
            {
                lock (_gate)
                {
                    _now--;
                }
            }
        }
    }
}
