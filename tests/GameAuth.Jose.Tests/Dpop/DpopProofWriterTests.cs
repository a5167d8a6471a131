using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Testing;

namespace GameAuth.Jose.Tests.Dpop;

public sealed class DpopProofWriterTests : IDisposable
{
    private static readonly Uri Address = new("https://sessions.example.org/api/auth/refresh?next=1#top");

    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly Ed25519JwsSigner _ed = Ed25519JwsSigner.Generate("k");
    private readonly FakeClock _clock = new(Proofs.Now);

    public void Dispose()
    {
        _ec.Dispose();
        _rsa.Dispose();
        _ed.Dispose();
    }

    [Theory]
    [InlineData(JwsAlgorithm.Es256)]
    [InlineData(JwsAlgorithm.Rs256)]
    [InlineData(JwsAlgorithm.EdDsa)]
    public void What_is_written_is_read_again(JwsAlgorithm algorithm)
    {
        IJwsSigner signer = SignerOf(algorithm);
        DpopProof proof = Proofs.Good(new DpopProofWriter(signer, _clock).Write("POST", Address, "emu-token", "emu-nonce"));
        Assert.Equal((algorithm, signer.PublicKey.Thumbprint, Proofs.Now, "emu-nonce"), (proof.Algorithm, proof.Thumbprint, proof.IssuedAt, proof.Nonce));
        Assert.Equal(Base64Url.DecodeFromChars(signer.PublicKey.Thumbprint), proof.ThumbprintBytes);
        DpopRules exact = new() { MaxAge = TimeSpan.Zero, ClockSkew = TimeSpan.Zero };
        Assert.Equal(JwsError.None, exact.Check(proof, Proofs.Request.WithAccessToken("emu-token"), Proofs.Now));
        Assert.Equal(JwsError.WrongAccessToken, exact.Check(proof, Proofs.Request.WithAccessToken("another"), Proofs.Now));
    }

    [Fact]
    public void A_header_shows_the_public_key_and_no_more()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        string[] parts = new DpopProofWriter(new EcdsaJwsSigner(key, "kid-1"), _clock, static () => "emu-1").Write("GET", Address).Split('.');
        Assert.Equal(
            $$$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{"crv":"P-256","kty":"EC","x":"{{{Base64Url.EncodeToString(point.X)}}}","y":"{{{Base64Url.EncodeToString(point.Y)}}}"}}""",
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        Assert.Equal(
            """{"jti":"emu-1","htm":"GET","htu":"https://sessions.example.org/api/auth/refresh","iat":1900000000}""",
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
    }

    [Fact]
    public void The_token_and_the_nonce_are_written_where_they_are_given()
    {
        string claims = new DpopProofWriter(_ed, _clock, static () => "emu-1").Write("GET", Address, "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU", "n\"1").Split('.')[1];
        Assert.Equal(
            """{"jti":"emu-1","htm":"GET","htu":"https://sessions.example.org/api/auth/refresh","iat":1900000000,"ath":"fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo","nonce":"n\"1"}""",
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(claims)));
    }

    [Fact]
    public void The_time_is_that_of_the_clock()
    {
        DpopProofWriter writer = new(_ed, _clock);
        _clock.Advance(TimeSpan.FromSeconds(7.9));
        Assert.Equal(Proofs.Now.AddSeconds(7), Proofs.Good(writer.Write("GET", Address)).IssuedAt);
    }

    [Fact]
    public async Task A_writer_serves_many_threads_and_no_id_comes_twice()
    {
        DpopProofWriter writer = new(new EcdsaJwsSigner(_ec), _clock);
        string[][] ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            Enumerable.Range(0, 50).Select(_ => Proofs.Good(writer.Write("POST", Address)).Id).ToArray())));
        Assert.Equal(200, ids.SelectMany(static one => one).Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids[0], static id => Assert.Equal(16, Base64Url.DecodeFromChars(id).Length));
    }

    [Fact]
    public void Ids_may_come_from_a_test()
    {
        int count = 0;
        DpopProofWriter writer = new(_ed, _clock, () => (++count).ToString(CultureInfo.InvariantCulture));
        string first = writer.Write("GET", Address);
        Assert.Equal(("1", "2"), (Proofs.Good(first).Id, Proofs.Good(writer.Write("GET", Address)).Id));
        count = 0;
        Assert.Equal(first, writer.Write("GET", Address));
    }

    [Fact]
    public void What_no_request_has_is_a_mistake_of_the_caller()
    {
        DpopProofWriter writer = new(_ed, _clock);
        Assert.Throws<ArgumentException>(() => writer.Write("", Address));
        Assert.Throws<ArgumentException>(() => writer.Write("GET", new Uri("/refresh", UriKind.Relative)));
        Assert.Throws<ArgumentException>(() => writer.Write("GET", new Uri("file:///etc/hosts")));
        Assert.Throws<ArgumentNullException>(() => writer.Write("GET", null!));
        Assert.Throws<ArgumentNullException>(() => new DpopProofWriter(null!));
    }

    private IJwsSigner SignerOf(JwsAlgorithm algorithm) => algorithm switch
    {
        JwsAlgorithm.Es256 => new EcdsaJwsSigner(_ec, "k"),
        JwsAlgorithm.Rs256 => new RsaJwsSigner(_rsa, "k"),
        _ => _ed,
    };
}
