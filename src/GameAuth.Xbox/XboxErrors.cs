using System.Collections.Frozen;
using System.Globalization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The error codes of the authentication hosts: where they are found in an answer, and what each means to the caller.</summary>
internal static class XboxErrors
{
    private static readonly XboxErrorRule[] Rules =
    [
        new(XboxErrorCode.DevModeNotAuthorized, "DEVMODE_NOT_AUTHORIZED", ErrorCategory.Setup),
        new(XboxErrorCode.SystemUpdateRequired, "SYSTEM_UPDATE_REQUIRED", ErrorCategory.Restricted),
        new(XboxErrorCode.ContentUpdateRequired, "CONTENT_UPDATE_REQUIRED", ErrorCategory.Restricted),
        new(XboxErrorCode.EnforcementBan, "ENFORCEMENT_BAN", ErrorCategory.Restricted) { Help = new("https://enforcement.xbox.com") },
        new(XboxErrorCode.ThirdPartyBan, "THIRD_PARTY_BAN", ErrorCategory.Restricted),
        new(XboxErrorCode.ParentallyRestricted, "PARENTALLY_RESTRICTED", ErrorCategory.Restricted) { Help = new("https://account.microsoft.com/family") },
        new(XboxErrorCode.DeviceSubscriptionNotActivated, "DEVICE_SUBSCRIPTION_NOT_ACTIVATED", ErrorCategory.Restricted),
        new(XboxErrorCode.BillingMaintenanceRequired, "BILLING_MAINTENANCE_REQUIRED", ErrorCategory.Restricted) { Help = new("https://account.microsoft.com/billing") },
        new(XboxErrorCode.AccountCreationRequired, "ACCOUNT_CREATION_REQUIRED", ErrorCategory.Restricted) { Help = new("https://start.ui.xboxlive.com/CreateAccount") },
        new(XboxErrorCode.TermsOfUseNotAccepted, "TERMS_OF_USE_NOT_ACCEPTED", ErrorCategory.Restricted) { Help = new("https://www.xbox.com") },
        new(XboxErrorCode.CountryNotAuthorized, "COUNTRY_NOT_AUTHORIZED", ErrorCategory.Restricted) { Help = new("https://www.xbox.com/regions") },
        new(XboxErrorCode.AgeVerificationRequired, "AGE_VERIFICATION_REQUIRED", ErrorCategory.Restricted) { Help = new("https://www.xbox.com") },
        new(XboxErrorCode.Curfew, "CURFEW", ErrorCategory.Restricted) { Help = new("https://account.microsoft.com/family") },
        new(XboxErrorCode.ChildNotInFamily, "CHILD_NOT_IN_FAMILY", ErrorCategory.Restricted) { Help = new("https://start.ui.xboxlive.com/AddChildToFamily") },
        new(XboxErrorCode.CsvTransitionRequired, "CSV_TRANSITION_REQUIRED", ErrorCategory.Restricted) { Help = new("https://www.xbox.com") },
        new(XboxErrorCode.AccountMaintenanceRequired, "ACCOUNT_MAINTENANCE_REQUIRED", ErrorCategory.Restricted) { Help = new("https://account.microsoft.com") },
        new(XboxErrorCode.AccountTypeNotAllowed, "ACCOUNT_TYPE_NOT_ALLOWED", ErrorCategory.Restricted),
        new(XboxErrorCode.ContentIsolation, "CONTENT_ISOLATION", ErrorCategory.Setup),
        new(XboxErrorCode.NameChangeRequired, "NAME_CHANGE_REQUIRED", ErrorCategory.Restricted) { Help = new("https://www.xbox.com") },
        new(XboxErrorCode.DeviceChallengeRequired, "DEVICE_CHALLENGE_REQUIRED", ErrorCategory.Restricted),
        new(XboxErrorCode.SignInCountByDeviceTypeExceeded, "SIGNIN_COUNT_BY_DEVICE_TYPE_EXCEEDED", ErrorCategory.Restricted),
        new(XboxErrorCode.PinChallengeRequired, "PIN_CHALLENGE_REQUIRED", ErrorCategory.Restricted),
        new(XboxErrorCode.RetailAccountNotAllowed, "RETAIL_ACCOUNT_NOT_ALLOWED", ErrorCategory.Setup),
        new(XboxErrorCode.SandboxNotAllowed, "SANDBOX_NOT_ALLOWED", ErrorCategory.Setup),
        new(XboxErrorCode.ServiceUnavailableUnknownUser, "SERVICE_UNAVAILABLE_UNKNOWN_USER", ErrorCategory.Transient),
        new(XboxErrorCode.GreenSignedContentNotAuthorized, "GREEN_SIGNED_CONTENT_NOT_AUTHORIZED", ErrorCategory.Restricted),
        new(XboxErrorCode.ContentNotAuthorized, "CONTENT_NOT_AUTHORIZED", ErrorCategory.Restricted),
        new(XboxErrorCode.TitleUsageByDeviceExceeded, "TITLE_USAGE_BY_DEVICE_EXCEEDED", ErrorCategory.Restricted) { Rejected = RejectedToken.Title },
        new(XboxErrorCode.ExpiredDeviceToken, "EXPIRED_DEVICE_TOKEN", ErrorCategory.Transient) { Rejected = RejectedToken.Device },
        new(XboxErrorCode.ExpiredTitleToken, "EXPIRED_TITLE_TOKEN", ErrorCategory.Transient) { Rejected = RejectedToken.Title },
        new(XboxErrorCode.ExpiredUserToken, "EXPIRED_USER_TOKEN", ErrorCategory.Transient) { Rejected = RejectedToken.User },
        new(XboxErrorCode.InvalidDeviceToken, "INVALID_DEVICE_TOKEN", ErrorCategory.Transient) { Rejected = RejectedToken.Device },
        new(XboxErrorCode.InvalidTitleToken, "INVALID_TITLE_TOKEN", ErrorCategory.Transient) { Rejected = RejectedToken.Title },
        new(XboxErrorCode.InvalidUserToken, "INVALID_USER_TOKEN", ErrorCategory.Transient) { Rejected = RejectedToken.User },
    ];

    private static readonly FrozenDictionary<XboxErrorCode, XboxErrorRule> ByCode = Rules.ToFrozenDictionary(static rule => rule.Code);

    private static readonly FrozenDictionary<string, XboxErrorRule> ByName =
        Rules.ToFrozenDictionary(static rule => rule.Name, StringComparer.OrdinalIgnoreCase);

    public static XboxErrorRule? Find(uint code) => ByCode.GetValueOrDefault((XboxErrorCode)code);

    public static XboxErrorRule? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The number, where there is one, and else the text, from the body, <c>X-Err</c>, and <c>WWW-Authenticate: XSTS error="…"</c>.</summary>
    public static (uint? Code, string? Text) FindCode(ProviderResponse answer, XboxErrorBody? body)
    {
        string? text = null;
        foreach (string? found in (string?[])[body?.XErr, answer.Header("X-Err"), Challenge(answer.Header("WWW-Authenticate"))])
        {
            string word = ServerText.Clean(found, 64);
            if (Number(word) is { } code and not 0)
            {
                return (code, null);
            }

            text ??= word.Length > 0 && word != "0" ? word : null;
        }

        return Find(text ?? "") is { } rule ? ((uint)rule.Code, null) : (null, text);
    }

    /// <summary>What login.live.com says beyond the words of the RFCs; null leaves the refusal to the common rules.</summary>
    public static GameAuthException? MapLoginError(OAuthError error) =>
        error.Code is "invalid_grant" && error.Description?.Contains("different client id", StringComparison.OrdinalIgnoreCase) == true
            ? new SignInRequiredException(
                $"xbox: step '{error.Step}' was refused: the grant was issued to a different client id. Sign in again, or set ClientId back.",
                SignInReason.OtherClientId)
            { Provider = XboxDefaults.Provider, Step = error.Step, CorrelationId = error.Answer.CorrelationId }
            : null;

    /// <summary>Decimal as a rule; some clients have seen hexadecimal and the negative number that the same 32 bits are.</summary>
    private static uint? Number(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            return number is >= int.MinValue and <= uint.MaxValue ? unchecked((uint)number) : null;
        }

        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        return digits.Length == 8 && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code) ? code : null;
    }

    private static string? Challenge(string? header)
    {
        const string Start = "error=\"";
        int from = header?.IndexOf(Start, StringComparison.OrdinalIgnoreCase) ?? -1;
        if (from < 0)
        {
            return null;
        }

        string rest = header![(from + Start.Length)..];
        int end = rest.IndexOf('"', StringComparison.Ordinal);
        return end < 0 ? rest : rest[..end];
    }
}

/// <summary>An answer that refuses, read: its code, which token it is about, and the exception that it means.</summary>
internal sealed class XboxRefusal
{
    /// <summary>How far the clocks may be apart before a wordless refusal is taken to be about the time.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(60);

    private const string HelpPage = "help page";

    private readonly XboxErrorRule? _rule;
    private readonly string? _text;
    private readonly Uri? _help;
    private readonly bool _isDevice;

    private XboxRefusal(ProviderResponse answer, ServerUriPolicy pages)
    {
        Answer = answer;
        _ = answer.TryReadJson(XboxJson.Default.XboxErrorBody, out XboxErrorBody? body);
        (Code, _text) = XboxErrors.FindCode(answer, body);
        _rule = Code is { } code ? XboxErrors.Find(code) : null;
        _help = pages.Find(body?.Redirect, HelpPage) ?? pages.Find(body?.WebPage, HelpPage) ?? _rule?.Help;

        // These calls have nothing of the player in them, so that their refusals are about the device even where no Identity says so.
        _isDevice = answer.Step is "device" or SisuSignIn.Step || string.Equals(body?.Identity, "xdi", StringComparison.OrdinalIgnoreCase);
    }

    public ProviderResponse Answer { get; }

    /// <summary>The error code; null where the answer had none.</summary>
    public uint? Code { get; }

    /// <summary>The token that was sent and should be minted again before the refusal is believed.</summary>
    public RejectedToken Rejected => _rule?.Rejected ?? RejectedToken.None;

    /// <summary>Whether the Microsoft token was refused: where it is itself the ticket of the player, a refusal of the user is about it, and so is a bare 401.</summary>
    public bool RejectsTicket => Rejected is RejectedToken.User || (Code is null && Answer.Status == 401);

    public string Name => Code is { } code ? $"{code} ({_rule?.Name ?? "unknown"})" : _text ?? "none";

    public static XboxRefusal Read(ProviderResponse answer, ServerUriPolicy pages) => new(answer, pages);

    /// <summary>What signed hosts say to a clock that is minutes off, and to much else: a 403 without a word.</summary>
    public static bool IsSilent(ProviderResponse answer) =>
        answer.Status == 403 && answer.Body.Span.Trim(" \t\r\n"u8).IsEmpty && answer.Header("X-Err") is null && answer.Header("WWW-Authenticate") is null;

    public GameAuthException ToException() => _rule?.Category switch
    {
        ErrorCategory.Restricted => new AccountRestrictedException(
            $"{Said} {(_isDevice ? "It is about this device, not about the player." : "No new sign-in changes that.")}", Text, _help)
        { Provider = Answer.Provider, Step = Answer.Step, CorrelationId = Answer.CorrelationId, IsDevice = _isDevice },
        ErrorCategory.Setup => new GameAuthConfigurationException(
            $"{Said} Check the option Sandbox of the registration; released games use {XboxDefaults.Sandbox}.")
        { Provider = Answer.Provider, Step = Answer.Step, CorrelationId = Answer.CorrelationId, Code = Text },
        ErrorCategory.Transient => Answer.Failure($"is the XErr {Name}", Text, isTransient: true),
        _ => IsSilent(Answer) ? Silent()
            : Code is null && _text is null ? Wordless()
            : Answer.Failure($"is a refusal (code {Name})", Code is null ? _text : Text),
    };

    /// <param name="noTitle">What to tell the application whose client id the host takes for no title's, or for that of a title which has to take SISU: 403 and an empty object.</param>
    public GameAuthException ToException(string noTitle) => Answer.Status == 403 && Answer.Body.Span.Trim(" \t\r\n"u8).SequenceEqual("{}"u8)
        ? new GameAuthConfigurationException(noTitle) { Provider = Answer.Provider, Step = Answer.Step, CorrelationId = Answer.CorrelationId }
        : ToException();

    private string Text => $"{Code:D}";

    private string Said => $"{Answer.Provider}: step '{Answer.Step}' was refused with XErr {Name}.";

    private ProviderException Wordless() => Answer.Body.Span.TrimStart(" \t\r\n"u8).StartsWith("<"u8)
        ? Answer.Failure("is a page, so not Xbox Live's word; check the network (a proxy, a firewall, a captive portal) and try again later", isTransient: true)
        : Answer.Failure($"is a refusal without a code; {NextStep}");

    private string NextStep => (Answer.Status, Answer.Step) switch
    {
        (400, "user" or "title" or "sisu") => "check ClientId and ClientKind, since the Microsoft token of another kind of application is not understood here",
        (400, "xsts") => "check the relying party, and the option Sandbox",
        (400, _) => "the request was not understood, so update this package, or report it with the correlation id",
        (401, "user" or "title" or "sisu") => "the Microsoft token was not taken, so sign in again, and check ClientId and ClientKind where that does not help",
        (401, _) => "a token was not taken, so try again, and sign in again where that does not help",
        (403, _) => "the player or this client id may not have it, so check the privacy settings of the player and the kind of the client id",
        (404, _) => "it is not there, so check what was asked for, and the address of this endpoint",
        ( >= 500, _) => "the service has a problem, so try again later",
        _ => "try again later, and report it with the correlation id where that does not help",
    };

    private GameAuthException Silent()
    {
        TimeSpan offset = (Answer.Date ?? Answer.ReceivedAt) - Answer.ReceivedAt;
        return offset.Duration() > ClockTolerance
            ? new ClockSkewException(
                $"{Answer.Provider}: step '{Answer.Step}' was refused with an empty 403, and the server's clock is {offset:c} from this one. Set the clock of this machine.", offset)
            { Provider = Answer.Provider, Step = Answer.Step, CorrelationId = Answer.CorrelationId }
            : Answer.Failure(
                $"is an empty 403, and {(Answer.Date is null ? "it says no time, so check the clock of this machine first" : "the clock is right")}. Either the client id is of an application that may not use this step (a title's own id is needed), "
                + "or the device's token belongs to another key (forget the device to make a new one)", isTransient: false);
    }
}

/// <summary>The body of a refusal: of XSTS (<c>XErr</c>, <c>Identity</c>, <c>Redirect</c>) or of SISU (<c>WebPage</c>). Any member may be missing.</summary>
internal sealed class XboxErrorBody
{
    public string? XErr { get; set; }
    public string? Identity { get; set; }
    public string? Redirect { get; set; }
    public string? WebPage { get; set; }
}

/// <summary>A row of the table of error codes.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">The vendor's name for it.</param>
/// <param name="Category">Which decision it asks for.</param>
internal sealed record XboxErrorRule(XboxErrorCode Code, string Name, ErrorCategory Category)
{
    /// <summary>The token that is minted again, once, before the refusal is believed.</summary>
    public RejectedToken Rejected { get; init; }

    /// <summary>Where the player can fix it, when the answer names no page of its own.</summary>
    public Uri? Help { get; init; }
}

/// <summary>Which decision an error code asks for.</summary>
internal enum ErrorCategory
{
    /// <summary>The player or the device is refused.</summary>
    Restricted,

    /// <summary>The application is set up for another sandbox than it may use.</summary>
    Setup,

    /// <summary>It may work later, or with another parent token.</summary>
    Transient,
}

/// <summary>Which of the tokens that were sent a refusal is about.</summary>
internal enum RejectedToken
{
    None,
    Device,
    Title,
    User,
}
