using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Jose;
using GameAuth.Testing;

namespace GameAuth.Hytale.Tests.Validation;

/// <summary>A service that signs, its published keys, a clock, and a validator that meets them.</summary>
internal sealed class TokenWorld : IDisposable
{
    public static readonly Guid Ada = Guid.Parse("e0000000-0000-4000-8000-00000000ada0");
    public static readonly byte[] Certificate = [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];

    public const string Audience = "emu-server-1";

    private readonly Lock _gate = new();
    private int _fetches;

    public TokenWorld(Action<HytaleTokenValidationOptions>? configure = null, IEnumerable<IAuthEventSink>? sinks = null)
    {
        Published = TokenSigner.Set(Signer.Jwk);
        HytaleTokenValidationOptions options = new();
        configure?.Invoke(options);
        Validator = new HytaleTokenValidator(FetchAsync, options, sinks, Clock);
    }

    public FakeClock Clock { get; } = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    public TokenSigner Signer { get; } = new(1, "emu-key-1");

    public HytaleTokenValidator Validator { get; }

    public string Published { get; set; }

    public Exception? Failure { get; set; }

    public Task? Hold { get; set; }

    public int Fetches => Volatile.Read(ref _fetches);

    public long Now => Clock.GetUtcNow().ToUnixTimeSeconds();

    public static string X5t(string padding = "") => System.Buffers.Text.Base64Url.EncodeToString(Certificate) + padding;

    public JsonObject Claims(string scope = HytaleScope.Client) => new()
    {
        ["iss"] = HytaleDefaults.SessionIssuer,
        ["sub"] = Ada.ToString("D"),
        ["iat"] = Now - 10,
        ["nbf"] = Now - 10,
        ["exp"] = Now + 3600,
        ["scope"] = scope,
    };

    public JsonObject Identity() => With(Claims(), ("username", "EmuAda"));

    public JsonObject Access(JsonNode? audience = null) =>
        With(Claims(), ("aud", audience ?? Audience), ("cnf", new JsonObject { ["x5t#S256"] = X5t() }));

    public static JsonObject With(JsonObject claims, params (string Name, JsonNode? Value)[] changes)
    {
        foreach ((string name, JsonNode? value) in changes)
        {
            claims[name] = value;
        }

        return claims;
    }

    public static JsonObject Without(JsonObject claims, string name)
    {
        Assert.True(claims.Remove(name));
        return claims;
    }

    public string Sign(JsonObject claims) => Signer.Sign(claims.ToJsonString());

    /// <summary>A token that names a key nobody publishes.</summary>
    public string Forged(string keyId) =>
        $"{TokenSigner.Encode($$"""{"alg":"EdDSA","kid":"{{keyId}}"}""")}.{TokenSigner.Encode(Identity().ToJsonString())}.{new string('A', 86)}";

    public ValueTask<HytaleTokenResult> ValidateAsync(JsonObject claims, HytaleTokenProfile? profile = null) =>
        Validator.ValidateAsync(Sign(claims), profile ?? HytaleTokenProfile.PlayerIdentity);

    public static HytaleTokenProfile ServerAccess() => HytaleTokenProfile.ServerAccess(Audience, Certificate);

    /// <summary>Has the keys fetched, so that what follows meets known ones.</summary>
    public async Task<string> WarmAsync()
    {
        string token = Sign(Identity());
        Assert.True((await Validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity)).IsValid);
        return token;
    }

    public void Dispose() => Validator.Dispose();

    private async Task<JwksResponse> FetchAsync(JwksRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _fetches);
        if (Hold is { } hold)
        {
            await hold;
        }

        lock (_gate)
        {
            return Failure is { } failure ? throw failure : JwksResponse.Keys(Encoding.UTF8.GetBytes(Published));
        }
    }
}
