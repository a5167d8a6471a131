using System.Buffers;

namespace GameAuth.Providers;

/// <summary>The refusal of a token endpoint (RFC 6749 section 5.2). Immutable; it prints its code only.</summary>
public sealed class OAuthError
{
    /// <summary>The <see cref="Code"/> of a refusal whose <c>error</c> is a sentence or something else that is no code.</summary>
    public const string Unrecognised = "unrecognised";

    private static readonly SearchValues<char> CodeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:");

    internal OAuthError(TokenBody body, ProviderResponse answer)
    {
        Code = CleanCode(body.Error);
        Description = ServerText.Clean(body.ErrorDescription) is { Length: > 0 } text ? text : null;
        HelpUri = Uri.TryCreate(body.ErrorUri, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" && uri.UserInfo.Length == 0 ? uri : null;
        Answer = answer;
    }

    /// <summary>The code, such as <c>invalid_grant</c>: at most 64 letters, digits and <c>_ - . :</c>, else <see cref="Unrecognised"/>. Safe to log.</summary>
    public string Code { get; }

    /// <summary>What the server says to developers (<c>error_description</c>), stripped. Some servers echo what they were sent: match it, never show or log it.</summary>
    public string? Description { get; }

    /// <summary>A page about the error (<c>error_uri</c>), when it is https. Its host is not checked: pass it through a <see cref="ServerUriPolicy"/> before it is shown.</summary>
    public Uri? HelpUri { get; }

    /// <summary>The whole answer, for members of the provider's own.</summary>
    public ProviderResponse Answer { get; }

    /// <summary>The HTTP status; 400 by the RFC, others in the wild.</summary>
    public int Status => Answer.Status;

    /// <summary>The step that was refused.</summary>
    public string Step => Answer.Step;

    /// <summary>Not the description.</summary>
    /// <returns>The code and the status.</returns>
    public override string ToString() => $"{Code} ({Status})";

    internal static string CleanCode(string? code) =>
        code is { Length: > 0 and <= 64 } && !code.AsSpan().ContainsAnyExcept(CodeCharacters) ? code : Unrecognised;
}
