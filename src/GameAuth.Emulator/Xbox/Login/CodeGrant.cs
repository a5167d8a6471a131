using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>The authorization_code grant (RFC 6749 section 4.1.3) with PKCE; a code that comes twice ends what it brought forth.</summary>
internal sealed class CodeGrant(XboxAuthority authority)
{
    public Reply Answer(Exchange exchange, RequestForm form)
    {
        if (form["client_id"] is not { } clientId || form["code"] is not { } value || form["redirect_uri"] is not { } redirectUri)
            return LoginReply.Error(exchange, "invalid_request", "client_id, code and redirect_uri are required.");
        if (authority.Codes.Find(value) is not { } code)
            return Refuse(exchange, "unknown code");
        exchange.MentionSpent(code);
        if (code.Family.ClientId != clientId) return Refuse(exchange, "another client id");
        if (code.RedirectUri != redirectUri) return Refuse(exchange, "another redirect_uri than in the authorization request");
        if (code.IsRedeemed)
        {
            code.Family.IsRevoked = true;
            return Refuse(exchange, "the code was used before: the family is revoked");
        }

        if (code.IsExpired(exchange.Now)) return Refuse(exchange, "expired");
        if (ProblemOfVerifier(code.Challenge, form["code_verifier"]) is { } problem) return Refuse(exchange, problem);
        if (form["scope"] is { } scope && scope.Split(' ').Except(code.Family.Scope.Split(' ')).Any())
            return LoginReply.Error(exchange, "invalid_scope", "The scope is not one that the player was asked for.");
        code.IsRedeemed = true;
        return RefreshGrant.Mint(authority, exchange, code.Family);
    }

    /// <summary>A verifier nobody asked for is a downgrade too (RFC 9700 section 2.1.1).</summary>
    private static string? ProblemOfVerifier(string? challenge, string? verifier)
    {
        if (challenge is null) return verifier is null ? null : "a code_verifier, but the authorization request had no code_challenge";
        if (verifier is null) return "no code_verifier, but the authorization request had a code_challenge";
        return PkceChallenge.Answers(verifier, challenge) ? null : "the code_verifier does not answer the code_challenge";
    }

    private static Reply Refuse(Exchange exchange, string why)
    {
        Reply reply = LoginReply.Error(exchange, "invalid_grant", "The provided value for the 'code' parameter is not valid.");
        exchange.Note = "invalid_grant: " + why;
        return reply;
    }
}
