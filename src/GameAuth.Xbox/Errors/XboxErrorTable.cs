using System.Collections.Frozen;

namespace GameAuth.Xbox;

/// <summary>What each error code means to the caller.</summary>
internal static class XboxErrorTable
{
    private static readonly XboxErrorRule[] Rules =
    [
        new(XboxErrorCode.DevModeNotAuthorized, "DEVMODE_NOT_AUTHORIZED", XboxMeaning.Setup),
        new(XboxErrorCode.SystemUpdateRequired, "SYSTEM_UPDATE_REQUIRED", XboxMeaning.Restricted),
        new(XboxErrorCode.ContentUpdateRequired, "CONTENT_UPDATE_REQUIRED", XboxMeaning.Restricted),
        new(XboxErrorCode.EnforcementBan, "ENFORCEMENT_BAN", XboxMeaning.Restricted) { Help = new("https://enforcement.xbox.com") },
        new(XboxErrorCode.ThirdPartyBan, "THIRD_PARTY_BAN", XboxMeaning.Restricted),
        new(XboxErrorCode.ParentallyRestricted, "PARENTALLY_RESTRICTED", XboxMeaning.Restricted) { Help = new("https://account.microsoft.com/family") },
        new(XboxErrorCode.DeviceSubscriptionNotActivated, "DEVICE_SUBSCRIPTION_NOT_ACTIVATED", XboxMeaning.Restricted),
        new(XboxErrorCode.BillingMaintenanceRequired, "BILLING_MAINTENANCE_REQUIRED", XboxMeaning.Restricted) { Help = new("https://account.microsoft.com/billing") },
        new(XboxErrorCode.AccountCreationRequired, "ACCOUNT_CREATION_REQUIRED", XboxMeaning.Restricted) { Help = new("https://start.ui.xboxlive.com/CreateAccount") },
        new(XboxErrorCode.TermsOfUseNotAccepted, "TERMS_OF_USE_NOT_ACCEPTED", XboxMeaning.Restricted) { Help = new("https://www.xbox.com") },
        new(XboxErrorCode.CountryNotAuthorized, "COUNTRY_NOT_AUTHORIZED", XboxMeaning.Restricted) { Help = new("https://www.xbox.com/regions") },
        new(XboxErrorCode.AgeVerificationRequired, "AGE_VERIFICATION_REQUIRED", XboxMeaning.Restricted) { Help = new("https://www.xbox.com") },
        new(XboxErrorCode.Curfew, "CURFEW", XboxMeaning.Restricted) { Help = new("https://account.microsoft.com/family") },
        new(XboxErrorCode.ChildNotInFamily, "CHILD_NOT_IN_FAMILY", XboxMeaning.Restricted) { Help = new("https://start.ui.xboxlive.com/AddChildToFamily") },
        new(XboxErrorCode.CsvTransitionRequired, "CSV_TRANSITION_REQUIRED", XboxMeaning.Restricted) { Help = new("https://www.xbox.com") },
        new(XboxErrorCode.AccountMaintenanceRequired, "ACCOUNT_MAINTENANCE_REQUIRED", XboxMeaning.Restricted) { Help = new("https://account.microsoft.com") },
        new(XboxErrorCode.AccountTypeNotAllowed, "ACCOUNT_TYPE_NOT_ALLOWED", XboxMeaning.Restricted),
        new(XboxErrorCode.ContentIsolation, "CONTENT_ISOLATION", XboxMeaning.Setup),
        new(XboxErrorCode.NameChangeRequired, "NAME_CHANGE_REQUIRED", XboxMeaning.Restricted) { Help = new("https://www.xbox.com") },
        new(XboxErrorCode.DeviceChallengeRequired, "DEVICE_CHALLENGE_REQUIRED", XboxMeaning.Restricted),
        new(XboxErrorCode.SignInCountByDeviceTypeExceeded, "SIGNIN_COUNT_BY_DEVICE_TYPE_EXCEEDED", XboxMeaning.Restricted),
        new(XboxErrorCode.PinChallengeRequired, "PIN_CHALLENGE_REQUIRED", XboxMeaning.Restricted),
        new(XboxErrorCode.RetailAccountNotAllowed, "RETAIL_ACCOUNT_NOT_ALLOWED", XboxMeaning.Setup),
        new(XboxErrorCode.SandboxNotAllowed, "SANDBOX_NOT_ALLOWED", XboxMeaning.Setup),
        new(XboxErrorCode.ServiceUnavailableUnknownUser, "SERVICE_UNAVAILABLE_UNKNOWN_USER", XboxMeaning.Transient),
        new(XboxErrorCode.GreenSignedContentNotAuthorized, "GREEN_SIGNED_CONTENT_NOT_AUTHORIZED", XboxMeaning.Restricted),
        new(XboxErrorCode.ContentNotAuthorized, "CONTENT_NOT_AUTHORIZED", XboxMeaning.Restricted),
        new(XboxErrorCode.TitleUsageByDeviceExceeded, "TITLE_USAGE_BY_DEVICE_EXCEEDED", XboxMeaning.Restricted) { Blames = XboxBlame.Title },
        new(XboxErrorCode.ExpiredDeviceToken, "EXPIRED_DEVICE_TOKEN", XboxMeaning.Transient) { Blames = XboxBlame.Device },
        new(XboxErrorCode.ExpiredTitleToken, "EXPIRED_TITLE_TOKEN", XboxMeaning.Transient) { Blames = XboxBlame.Title },
        new(XboxErrorCode.ExpiredUserToken, "EXPIRED_USER_TOKEN", XboxMeaning.Transient) { Blames = XboxBlame.User },
        new(XboxErrorCode.InvalidDeviceToken, "INVALID_DEVICE_TOKEN", XboxMeaning.Transient) { Blames = XboxBlame.Device },
        new(XboxErrorCode.InvalidTitleToken, "INVALID_TITLE_TOKEN", XboxMeaning.Transient) { Blames = XboxBlame.Title },
        new(XboxErrorCode.InvalidUserToken, "INVALID_USER_TOKEN", XboxMeaning.Transient) { Blames = XboxBlame.User },
    ];

    private static readonly FrozenDictionary<XboxErrorCode, XboxErrorRule> ByCode = Rules.ToFrozenDictionary(static rule => rule.Code);

    private static readonly FrozenDictionary<string, XboxErrorRule> ByName =
        Rules.ToFrozenDictionary(static rule => rule.Name, StringComparer.OrdinalIgnoreCase);

    public static XboxErrorRule? Find(uint code) => ByCode.GetValueOrDefault((XboxErrorCode)code);

    public static XboxErrorRule? Find(string name) => ByName.GetValueOrDefault(name);
}
