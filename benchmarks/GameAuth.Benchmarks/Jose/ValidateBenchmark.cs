using BenchmarkDotNet.Attributes;
using GameAuth.Jose;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace GameAuth.Benchmarks;

/// <summary>A whole token, parsed, verified and judged, beside bare signature checks of peers over the same bytes.</summary>
public class ValidateBenchmark
{
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1893456060);

    private const int Batch = 32;

    private readonly SessionToken _token = new(7);
    private readonly OpenSslVerifier _openSsl = new(SessionToken.PublicKey);
    private readonly LibsodiumVerifier _libsodium = new(SessionToken.PublicKey);
    private readonly Ed25519PublicKey _bare = SessionToken.ImportKey();
    private readonly JsonWebKey _key = JsonWebKey.FromEd25519(SessionToken.ImportKey(), "2025-10-01-emu-signing-key");
    private readonly JwtRules _rules = new() { Issuer = "https://sessions.example.org", Scopes = ["hytale:server"], RequireSubject = true };
    private readonly Ed25519Signed[] _batch;
    private readonly HytaleValidators _validators = new HytaleValidators().Warm();
    private readonly bool[] _results = new bool[Batch];
    private readonly byte[] _scratch = new byte[1024];

    public ValidateBenchmark() => _batch =
    [
        .. Enumerable.Range(0, Batch).Select(i => new SessionToken(i)).Select(token => new Ed25519Signed(_bare, token.SigningInput, token.Signature)),
    ];

    [Benchmark(Baseline = true, Description = "OpenSSL, bare verify")]
    public bool OpenSsl() => Sure(_openSsl.Verify(_token.SigningInput, _token.Signature));

    [Benchmark(Description = "libsodium, bare verify")]
    public bool Libsodium() => Sure(_libsodium.Verify(_token.SigningInput, _token.Signature));

    [Benchmark(Description = "BouncyCastle, bare verify")]
    public bool BouncyCastle() => Sure(Ed25519.Verify(_token.Signature, 0, SessionToken.PublicKey, 0, _token.SigningInput, 0, _token.SigningInput.Length));

    [Benchmark(Description = "Ed25519PublicKey, bare verify")]
    public bool Bare() => Sure(_bare.Verify(_token.SigningInput, _token.Signature));

    [Benchmark(Description = "Ed25519PublicKey, batch of 32, each", OperationsPerInvoke = Batch)]
    public bool Together() => Sure(Ed25519PublicKey.VerifyBatch(_batch, _results) == Batch);

    [Benchmark(Description = "whole token: read, verify, judge")]
    public JwsError Whole()
    {
        JwsError error = CompactJws.TryRead(_token.Bytes, _scratch, out CompactJws jws);
        error = error == JwsError.None ? jws.Verify(_key) : error;
        JwtClaims claims = default;
        error = error == JwsError.None ? JwtClaims.TryRead(jws.Payload, out claims) : error;
        error = error == JwsError.None ? _rules.Check(claims, Now) : error;
        Sure(error == JwsError.None);
        return error;
    }

    [Benchmark(Description = "HytaleTokenValidator, new token")]
    public bool NewToken() => Sure(_validators.ValidateNew());

    [Benchmark(Description = "HytaleTokenValidator, remembered token")]
    public bool RememberedToken() => Sure(_validators.ValidateRemembered());

    // A benchmark of refusals would be a fast one.
    private static bool Sure(bool valid) => valid ? valid : throw new InvalidOperationException("The token was refused.");
}
