namespace GameAuth.Xbox;

/// <summary>The answer of <c>/authorize</c> on sisu.xboxlive.com. Its <c>DeviceToken</c> is the one that was sent and is not read.</summary>
internal sealed class SisuAuthorizeAnswer
{
    public XboxTokenBody? UserToken { get; set; }

    public XboxTokenBody? TitleToken { get; set; }

    public XboxTokenBody? AuthorizationToken { get; set; }
}
