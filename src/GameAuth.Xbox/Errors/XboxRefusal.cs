using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>An answer that refuses, read: its code, whom it blames, and what the caller should hear.</summary>
internal sealed class XboxRefusal
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(60);

    private readonly XboxErrorRule? _rule;
    private readonly string? _text;
    private readonly Uri? _help;
    private readonly bool _isDevice;

    private XboxRefusal(ProviderResponse answer, ServerUriPolicy pages)
    {
        Answer = answer;
        _ = answer.TryReadJson(XboxJson.Default.XboxErrorBody, out XboxErrorBody? body);
        (Code, _text) = XboxErrorText.Find(answer, body);
        _rule = Code is { } code ? XboxErrorTable.Find(code) : null;
        _help = Page(pages, body?.Redirect) ?? Page(pages, body?.WebPage) ?? _rule?.Help;

        // These calls have nothing of the player in them, so that their refusals are about the device even where no Identity says so.
        _isDevice = answer.Step is "device" or SisuBeginning.Step || string.Equals(body?.Identity, "xdi", StringComparison.OrdinalIgnoreCase);
    }

    public ProviderResponse Answer { get; }

    /// <summary>The error code; null where the answer had none.</summary>
    public uint? Code { get; }

    /// <summary>The token that was sent and should be minted again before the refusal is believed.</summary>
    public RejectedToken Rejected => _rule?.Rejected ?? RejectedToken.None;

    /// <summary>Whether the Microsoft token was refused: where it is itself the ticket of the player, a refusal of the user is about it, and so is a bare 401.</summary>
    public bool BlamesTicket => Rejected is RejectedToken.User || (Code is null && Answer.Status == 401);

    public string Name => Code is { } code ? $"{code} ({_rule?.Name ?? "unknown"})" : _text ?? "none";

    public static XboxRefusal Read(ProviderResponse answer, ServerUriPolicy pages) => new(answer, pages);

    /// <summary>What signed hosts say to a clock that is minutes off, and to much else: a 403 without a word.</summary>
    public static bool IsSilent(ProviderResponse answer) =>
        answer.Status == 403 && answer.Body.Span.Trim(" \t\r\n"u8).IsEmpty && answer.Header("X-Err") is null && answer.Header("WWW-Authenticate") is null;

    public GameAuthException ToException() => _rule?.Meaning switch
    {
        ErrorCategory.Restricted => new AccountRestrictedException(
            $"{Said} {(_isDevice ? "It is about this device, not about the player." : "No new sign-in changes that.")}", Text, _help)
        { Provider = Answer.Provider, Step = Answer.Step, CorrelationId = Answer.CorrelationId, IsDevice = _isDevice },
        ErrorCategory.Setup => new GameAuthConfigurationException(
            $"{Said} Check the option Sandbox of the registration; released games use {XboxDefaults.Sandbox}.")
        { Provider = Answer.Provider, Step = Answer.Step, CorrelationId = Answer.CorrelationId, Code = Text },
        ErrorCategory.Transient => Answer.Failure($"is the XErr {Name}", Text, isTransient: true),
        _ => IsSilent(Answer) ? Silent() : Answer.Failure($"is a refusal (code {Name})", Code is null ? _text : Text),
    };

    private string Text => $"{Code:D}";

    private string Said => $"{Answer.Provider}: step '{Answer.Step}' was refused with XErr {Name}.";

    private GameAuthException Silent()
    {
        TimeSpan offset = (Answer.Date ?? Answer.ReceivedAt) - Answer.ReceivedAt;
        return offset.Duration() > ClockTolerance
            ? new ClockSkewException(
                $"{Answer.Provider}: step '{Answer.Step}' was refused with an empty 403, and the server's clock is {offset:c} from this one. Set the clock of this machine.", offset)
            { Provider = Answer.Provider, Step = Answer.Step, CorrelationId = Answer.CorrelationId }
            : Answer.Failure(
                "is an empty 403, and the clock is right. Either the client id is of an application that may not use this step (a title's own id is needed), "
                + "or the device's token belongs to another key (forget the device to make a new one)", isTransient: false);
    }

    private static Uri? Page(ServerUriPolicy pages, string? address)
    {
        try
        {
            return string.IsNullOrEmpty(address) ? null : pages.Check(address, "help page");
        }
        catch (ProviderException)
        {
            // A page that may not be shown takes nothing from the refusal.
            return null;
        }
    }
}
