using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server;

/// <summary>Writes the answer of an exchange or a refresh (RFC 6749 section 5.1): the access token in the body, the refresh token where its profile says.</summary>
internal sealed class TokenAnswer(AccessTokenIssuer issuer, SessionProfiles profiles, RefreshCookie cookie)
{
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal) { "access_token", "token_type", "expires_in", "refresh_token", "error" };

    public Task WriteAsync(HttpContext context, SessionTokens tokens)
    {
        SessionProfile? profile = profiles.Find(tokens.Family.Profile);
        bool isInBody = profile?.Delivery == RefreshTokenDelivery.Body;
        ArrayBufferWriter<byte> body = new(2048);
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("access_token", tokens.Access.Value);
            json.WriteString("token_type", issuer.IsBound(tokens.Family) ? "DPoP" : "Bearer");
            json.WriteNumber("expires_in", (long)tokens.Access.Lifetime.TotalSeconds);
            if (isInBody)
            {
                json.WriteString("refresh_token", tokens.Refresh);
            }

            foreach ((string name, string value) in tokens.Members)
            {
                if (!Own.Contains(name))
                {
                    json.WriteString(name, value);
                }
            }

            json.WriteEndObject();
        }

        if (!isInBody)
        {
            cookie.Set(context, profile?.Cookie ?? default, tokens.Refresh, tokens.RefreshLifetime);
        }

        return JsonAnswer.WriteAsync(context.Response, body.WrittenMemory);
    }
}
