using System.Globalization;
using System.Net.Http.Headers;
using System.Net;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Signs requests of an account with the key of its device, by the server's clock. Safe for use from any thread.</summary>
internal sealed class AccountSigner(XboxDeviceIdentities identities, TimeProvider clock)
{
    /// <summary>Signs for hosts whose policy nobody knows.</summary>
    public static XboxRequestSigner Default { get; } = new(XboxSignaturePolicy.Default);

    /// <summary>Signs; complete at once where the key is open and the body in memory.</summary>
    public ValueTask SignAsync(Account account, HttpRequestMessage request, XboxRequestSigner signer, CancellationToken cancellationToken)
    {
        ValueTask<XboxDeviceIdentity> getting = account.GetTokenAsync(identities, cancellationToken: cancellationToken);
        return getting.IsCompletedSuccessfully
            ? SignAsync(getting.Result, request, signer, cancellationToken)
            : AwaitAsync(getting, request, signer, cancellationToken);
    }

    private async ValueTask AwaitAsync(
        ValueTask<XboxDeviceIdentity> getting, HttpRequestMessage request, XboxRequestSigner signer, CancellationToken cancellationToken) =>
        await SignAsync(await getting.ConfigureAwait(false), request, signer, cancellationToken).ConfigureAwait(false);

    private ValueTask SignAsync(XboxDeviceIdentity device, HttpRequestMessage request, XboxRequestSigner signer, CancellationToken cancellationToken) =>
        signer.SignAsync(identities.OpenKey(device).Key, clock.GetUtcNow(), request, cancellationToken);
}

/// <summary>What the answers of the Xbox services say about the registration's clock. Safe for use from any thread.</summary>
/// <param name="clock">The clock, which the sign-in hosts teach too.</param>
/// <param name="mayCorrect">Whether signatures go by it.</param>
internal sealed class ApiClock(ServerClock clock, bool mayCorrect)
{
    /// <summary>Learns from any answer, and says whether it is the refusal of a signature because of the time in it.</summary>
    public bool IsClockWrong(HttpResponseMessage response)
    {
        if (DateOf(response.Headers.NonValidated) is not { } date)
        {
            return false;
        }

        clock.Observe(date, clock.Local.GetUtcNow());
        return mayCorrect && response.StatusCode is HttpStatusCode.Forbidden && IsSilent(response)
            && SignedAt(response.RequestMessage) is { } signedAt && (clock.GetUtcNow() - signedAt).Duration() > XboxRefusal.ClockTolerance;
    }

    // The raw text: the typed header would be parsed and kept anew for every answer. An answer with an Age may come from a cache.
    private static DateTimeOffset? DateOf(HttpHeadersNonValidated headers) =>
        headers.TryGetValues("Date", out HeaderStringValues values) && !headers.Contains("Age")
        && DateTimeOffset.TryParseExact(values.ToString(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? date
            : null;

    // The body is the caller's to read, so its length has to say it. HTTP/2 needs none for an empty body, which then has no type either.
    private static bool IsSilent(HttpResponseMessage response) =>
        (response.Content.Headers.ContentLength == 0 || (response.Content.Headers.ContentLength is null && response.Content.Headers.ContentType is null))
        && !response.Headers.NonValidated.Contains("X-Err") && !response.Headers.NonValidated.Contains("WWW-Authenticate");

    private static DateTimeOffset? SignedAt(HttpRequestMessage? request) =>
        request?.Headers.NonValidated.TryGetValues(XboxRequestSigner.HeaderName, out HeaderStringValues values) == true
            ? XboxSignatureHeader.TimeOf(values.ToString())
            : null;
}
