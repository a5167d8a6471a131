namespace GameAuth.Xbox;

/// <summary>The answer of <c>/authenticate</c> on sisu.xboxlive.com. Its <c>MsaRequestParameters</c> say the same as the address and are not read.</summary>
internal sealed class SisuAuthenticateAnswer
{
    public string? MsaOauthRedirect { get; set; }
}
