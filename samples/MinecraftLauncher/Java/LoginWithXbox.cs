namespace MinecraftLauncher.Java;

/// <summary>The body of <c>POST /authentication/login_with_xbox</c>. No record: a record prints what it holds.</summary>
internal sealed class LoginWithXbox
{
    /// <summary>The whole header value of an XSTS token.</summary>
    public required string IdentityToken { get; init; }
}
