using System.Collections.Frozen;

namespace GameAuth.Xbox;

/// <summary>What each error code means to the caller.</summary>
internal static class XboxErrorTable
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
}
