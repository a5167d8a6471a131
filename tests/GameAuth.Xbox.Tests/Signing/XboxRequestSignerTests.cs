using System.Security.Cryptography;

namespace GameAuth.Xbox.Tests.Signing;

public sealed class XboxRequestSignerTests
{
    private static readonly DateTimeOffset s_at = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(9));
    private static readonly XboxRequestSigner s_signer = new(XboxSignaturePolicy.Default);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_requests_under_random_keys_verify(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 100; i++)
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            string target = "/" + Text(random), authorization = Text(random);
            byte[] body = new byte[random.Next(9000)];
            random.NextBytes(body);
            DateTimeOffset at = s_at.AddTicks(random.NextInt64(TimeSpan.TicksPerDay * 3650));

            string header = Sign(key, at, "GET", target, authorization, body);

            Assert.Equal(at.ToFileTime(), SignatureOracle.FileTimeOf(header));
            Assert.True(SignatureOracle.Verify(key, header, "GET", target, authorization, body[..Math.Min(8192, body.Length)]), $"seed {seed}, round {i}");
        }
    }

    [Fact]
    public void R_and_s_keep_their_leading_zeros()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        bool shortR = false, shortS = false;
        while (!shortR || !shortS)
        {
            string header = Sign(key, s_at, "POST", "/", "", []);
            byte[] raw = Convert.FromBase64String(header);
            bool led = raw[12] == 0 || raw[44] == 0;
            shortR |= raw[12] == 0;
            shortS |= raw[44] == 0;
            Assert.True(!led || SignatureOracle.Verify(key, header, "POST", "/", "", []));
        }
    }

    [Fact]
    public void Ticks_below_a_second_are_signed()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset at = s_at.AddTicks(1_234_567);

        Assert.Equal(at.ToFileTime(), SignatureOracle.FileTimeOf(Sign(key, at, "POST", "/", "", [])));
    }

    [Fact]
    public void One_key_signs_from_many_threads()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Parallel.For(0, 400, i => Assert.True(
            SignatureOracle.Verify(key, Sign(key, s_at, "POST", $"/{i}", "", []), "POST", $"/{i}", "", [])));
    }

    [Fact]
    public void A_header_buffer_that_is_too_short_gets_nothing()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        char[] header = new char[XboxRequestSigner.HeaderLength - 1];

        Assert.False(s_signer.TrySign(key, s_at, new() { Method = "GET" }, header, out int written));

        Assert.Equal(0, written);
        Assert.All(header, character => Assert.Equal('\0', character));
    }

    [Fact]
    public void A_key_on_another_curve_is_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Throws<ArgumentException>(() => Sign(key, s_at, "GET", "/", "", []));
    }

    [Fact]
    public void A_signature_of_another_length_is_refused()
    {
        using OddKey key = new();

        Assert.Throws<CryptographicException>(() => Sign(key, s_at, "GET", "/", "", []));
    }

    [Fact]
    public async Task A_message_without_an_absolute_address_is_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using HttpRequestMessage request = new(HttpMethod.Get, "relative");

        await Assert.ThrowsAsync<ArgumentException>(async () => await s_signer.SignAsync(key, s_at, request));
    }

    [Fact]
    public async Task A_target_that_would_be_garbled_on_its_way_is_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        UriCreationOptions verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri("https://example.test/caf\u00e9", verbatim));

        await Assert.ThrowsAsync<IllegalStepException>(async () => await s_signer.SignAsync(key, s_at, request));
    }

    [Fact]
    public async Task A_body_in_memory_is_signed_without_waiting()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using HttpRequestMessage request = new(HttpMethod.Post, "https://example.test/") { Content = new ByteArrayContent([1]) };

        Task signing = s_signer.SignAsync(key, s_at, request).AsTask();

        Assert.True(signing.IsCompletedSuccessfully);
        await signing;
    }

    [Fact]
    public async Task Buffering_a_body_can_be_cancelled()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using HttpRequestMessage request = new(HttpMethod.Post, "https://example.test/") { Content = new StreamContent(Stream.Null) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await s_signer.SignAsync(key, s_at, request, new CancellationToken(canceled: true)));
    }

    private static string Sign(ECDsa key, DateTimeOffset at, string method, string target, string authorization, byte[] body)
    {
        Span<char> header = stackalloc char[XboxRequestSigner.HeaderLength];
        XboxSigningInput input = new() { Method = method, PathAndQuery = target, Authorization = authorization, Body = body };
        Assert.True(s_signer.TrySign(key, at, input, header, out int written));
        return new string(header[..written]);
    }

    private static string Text(Random random) => new(random.GetItems<char>([.. Enumerable.Range(33, 94).Select(code => (char)code)], random.Next(300)));

    private sealed class OddKey : ECDsa
    {
        public override int KeySize => 256;

        public override byte[] SignHash(byte[] hash) => [1, 2, 3];

        public override bool VerifyHash(byte[] hash, byte[] signature) => false;
    }
}
