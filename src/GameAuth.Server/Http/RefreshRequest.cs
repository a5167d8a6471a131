using Microsoft.AspNetCore.Http;

namespace GameAuth.Server;

/// <summary>The refresh token that a request presents, from its body or its cookie. Prints without it.</summary>
internal sealed class RefreshRequest
{
    private const string Member = "refresh_token";

    private RefreshRequest(string? token, RefreshTokenDelivery delivery) => (Token, Delivery) = (token, delivery);

    /// <summary>The token; null where there is none.</summary>
    public string? Token { get; }

    /// <summary>How it came.</summary>
    public RefreshTokenDelivery Delivery { get; }

    /// <summary>Reads what is presented. A query is never looked at.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="cookie">Reads the cookie.</param>
    /// <param name="fault">What is wrong with the request; null where nothing is.</param>
    /// <returns>The token, or that there is none; null where something is wrong.</returns>
    public static RefreshRequest? Read(HttpRequest request, RequestBody body, RefreshCookie cookie, out string? fault)
    {
        fault = null;
        if (!body.TryGetText(Member, out string? text))
        {
            fault = "refresh_token must be a text.";
        }
        else if (text is not null)
        {
            fault = IsFromBrowser(request, cookie) ? "A browser's refresh token travels in its cookie alone." : null;
            return fault is null ? new RefreshRequest(text, RefreshTokenDelivery.Body) : null;
        }
        else if (!cookie.TryRead(request, out text))
        {
            fault = "The cookie of the refresh token came twice.";
        }

        return fault is null ? new RefreshRequest(text, RefreshTokenDelivery.Cookie) : null;
    }

    /// <summary>Whether a request shows that a browser's page made it: a refresh token in a body would be in reach of the page's scripts.</summary>
    public static bool IsFromBrowser(HttpRequest request, RefreshCookie cookie) => request.Headers.Origin.Count > 0 || cookie.IsPresent(request);

    /// <summary>Never the token.</summary>
    /// <returns>How it came.</returns>
    public override string ToString() => $"[refresh token by {Delivery}]";
}
