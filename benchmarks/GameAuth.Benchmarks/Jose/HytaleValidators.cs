using System.Buffers.Text;
using System.Text;
using GameAuth.Hytale;
using GameAuth.Jose;

namespace GameAuth.Benchmarks;

/// <summary>The validator that applications use, over a key set that never changes: once as it is, once without a memory.</summary>
internal sealed class HytaleValidators
{
    private readonly string[] _tokens = [.. Enumerable.Range(0, 256).Select(static number => Encoding.ASCII.GetString(new SessionToken(number).Bytes))];
    private readonly HytaleTokenValidator _remembering = Create(static _ => { });
    private readonly HytaleTokenValidator _forgetful = Create(static options => options.RememberedTokens = 0);
    private int _next;

    /// <summary>A token that is not remembered, another one each time.</summary>
    public bool ValidateNew() => IsValid(_forgetful, _tokens[_next++ & 255]);

    /// <summary>The same token again.</summary>
    public bool ValidateRemembered() => IsValid(_remembering, _tokens[7]);

    /// <summary>Has the keys fetched, and their tables made.</summary>
    public HytaleValidators Warm()
    {
        for (int i = 0; i < 64; i++)
        {
            _ = ValidateNew() && ValidateRemembered();
        }

        return this;
    }

    // Where the key is known the task is complete; only the very first call waits.
    private static bool IsValid(HytaleTokenValidator validator, string token)
    {
        ValueTask<HytaleTokenResult> judged = validator.ValidateAsync(token, HytaleTokenProfile.Session);
        return (judged.IsCompletedSuccessfully ? judged.Result : judged.AsTask().GetAwaiter().GetResult()).IsValid;
    }

    private static HytaleTokenValidator Create(Action<HytaleTokenValidationOptions> configure)
    {
        HytaleTokenValidationOptions options = new() { Issuer = "https://sessions.example.org" };
        configure(options);
        byte[] keys = Encoding.UTF8.GetBytes(
            $$"""{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"2025-10-01-emu-signing-key","x":"{{Base64Url.EncodeToString(SessionToken.PublicKey)}}"}]}""");
        return new HytaleTokenValidator((_, _) => Task.FromResult(JwksResponse.Keys(keys)), options, time: new TimeOfTheToken());
    }

    private sealed class TimeOfTheToken : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => ValidateBenchmark.Now;
    }
}
