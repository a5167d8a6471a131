using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using GameAuth.Xbox;

namespace GameAuth.Benchmarks;

/// <summary>The Xbox request signature beside its limit: the bare key call over the same bytes.</summary>
public class SignBenchmark
{
    private static readonly DateTimeOffset s_at = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly XboxRequestSigner _signer = new(XboxSignaturePolicy.Default);
    private readonly string _authorization = "XBL3.0 x=1234567890;" + new string('t', 2000);
    private readonly byte[] _signature = new byte[64];
    private readonly char[] _header = new char[XboxRequestSigner.HeaderLength];
    private byte[] _body = [];
    private byte[] _preImage = [];

    [Params(1000, 8192)]
    public int BodyBytes { get; set; }

    [GlobalSetup]
    public void WritePreImage()
    {
        _body = RandomNumberGenerator.GetBytes(BodyBytes);
        _preImage = new byte[XboxSignaturePreImage.GetLength(XboxSignaturePolicy.Default, Input())];
        XboxSignaturePreImage.TryWrite(XboxSignaturePolicy.Default, s_at, Input(), _preImage, out _);
    }

    [Benchmark(Baseline = true, Description = "ECDsa.TrySignData")]
    public bool Bare() => _key.TrySignData(_preImage, _signature, HashAlgorithmName.SHA256, out _);

    [Benchmark(Description = "XboxRequestSigner.TrySign")]
    public bool Signer() => _signer.TrySign(_key, s_at, Input(), _header, out _);

    [Benchmark(Description = "pre-image alone")]
    public bool PreImage() => XboxSignaturePreImage.TryWrite(XboxSignaturePolicy.Default, s_at, Input(), _preImage, out _);

    private XboxSigningInput Input() =>
        new() { Method = "POST", PathAndQuery = "/users/batch/profile/settings", Authorization = _authorization, Body = _body };
}
