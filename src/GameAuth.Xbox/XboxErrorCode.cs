using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Xbox;

/// <summary>The error codes of the authentication hosts (<c>XErr</c>, <c>X-Err</c>). <see cref="AccountRestrictedException.Code"/> is the decimal value.</summary>
/// <remarks>No public specification lists them all; the table is what clients in use agree on.</remarks>
[SuppressMessage("Design", "CA1008:Enums should have zero value", Justification = "Zero is no code of the vendor.")]
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "The vendor's codes are unsigned 32-bit numbers.")]
public enum XboxErrorCode : uint
{
    /// <summary><c>DEVMODE_NOT_AUTHORIZED</c> (0x8015DC00). The account or the device may not use developer mode.</summary>
    DevModeNotAuthorized = 2148916224,

    /// <summary><c>SYSTEM_UPDATE_REQUIRED</c> (0x8015DC01). The device's system has to be updated.</summary>
    SystemUpdateRequired = 2148916225,

    /// <summary><c>CONTENT_UPDATE_REQUIRED</c> (0x8015DC02). The application has to be updated.</summary>
    ContentUpdateRequired = 2148916226,

    /// <summary><c>ENFORCEMENT_BAN</c> (0x8015DC03). The player or the device is banned (the error says which).</summary>
    EnforcementBan = 2148916227,

    /// <summary><c>THIRD_PARTY_BAN</c> (0x8015DC04). The player is banned from this title.</summary>
    ThirdPartyBan = 2148916228,

    /// <summary><c>PARENTALLY_RESTRICTED</c> (0x8015DC05). A guardian has to allow it.</summary>
    ParentallyRestricted = 2148916229,

    /// <summary><c>DEVICE_SUBSCRIPTION_NOT_ACTIVATED</c> (0x8015DC06). The device's subscription is not active.</summary>
    DeviceSubscriptionNotActivated = 2148916230,

    /// <summary><c>BILLING_MAINTENANCE_REQUIRED</c> (0x8015DC08). The payment details have to be corrected.</summary>
    BillingMaintenanceRequired = 2148916232,

    /// <summary><c>ACCOUNT_CREATION_REQUIRED</c> (0x8015DC09). The Microsoft account has no Xbox profile yet.</summary>
    AccountCreationRequired = 2148916233,

    /// <summary><c>TERMS_OF_USE_NOT_ACCEPTED</c> (0x8015DC0A). The terms of use have changed and are not accepted yet.</summary>
    TermsOfUseNotAccepted = 2148916234,

    /// <summary><c>COUNTRY_NOT_AUTHORIZED</c> (0x8015DC0B). Xbox is not available in the country of the account.</summary>
    CountryNotAuthorized = 2148916235,

    /// <summary><c>AGE_VERIFICATION_REQUIRED</c> (0x8015DC0C). The age of the player has to be verified.</summary>
    AgeVerificationRequired = 2148916236,

    /// <summary><c>CURFEW</c> (0x8015DC0D). The screen time of the player is over.</summary>
    Curfew = 2148916237,

    /// <summary><c>CHILD_NOT_IN_FAMILY</c> (0x8015DC0E). The account is a child that belongs to no family group.</summary>
    ChildNotInFamily = 2148916238,

    /// <summary><c>CSV_TRANSITION_REQUIRED</c> (0x8015DC0F). The account has to be moved to another service first.</summary>
    CsvTransitionRequired = 2148916239,

    /// <summary><c>ACCOUNT_MAINTENANCE_REQUIRED</c> (0x8015DC10). The account needs attention.</summary>
    AccountMaintenanceRequired = 2148916240,

    /// <summary><c>ACCOUNT_TYPE_NOT_ALLOWED</c> (0x8015DC11). Accounts of this type may not sign in here.</summary>
    AccountTypeNotAllowed = 2148916241,

    /// <summary><c>CONTENT_ISOLATION</c> (0x8015DC12). The sandbox does not match.</summary>
    ContentIsolation = 2148916242,

    /// <summary><c>NAME_CHANGE_REQUIRED</c> (0x8015DC13). The gamertag has to be changed.</summary>
    NameChangeRequired = 2148916243,

    /// <summary><c>DEVICE_CHALLENGE_REQUIRED</c> (0x8015DC14). The device has to prove itself in a way that this library has no answer to.</summary>
    DeviceChallengeRequired = 2148916244,

    /// <summary><c>SIGNIN_COUNT_BY_DEVICE_TYPE_EXCEEDED</c> (0x8015DC16). The account is signed in on too many devices of this type.</summary>
    SignInCountByDeviceTypeExceeded = 2148916246,

    /// <summary><c>PIN_CHALLENGE_REQUIRED</c> (0x8015DC17). The player has to enter a PIN.</summary>
    PinChallengeRequired = 2148916247,

    /// <summary><c>RETAIL_ACCOUNT_NOT_ALLOWED</c> (0x8015DC18). A retail account may not sign in to a developer sandbox.</summary>
    RetailAccountNotAllowed = 2148916248,

    /// <summary><c>SANDBOX_NOT_ALLOWED</c> (0x8015DC19). The account has no access to the sandbox.</summary>
    SandboxNotAllowed = 2148916249,

    /// <summary><c>SERVICE_UNAVAILABLE_UNKNOWN_USER</c> (0x8015DC1A). The service does not know the player now.</summary>
    ServiceUnavailableUnknownUser = 2148916250,

    /// <summary><c>GREEN_SIGNED_CONTENT_NOT_AUTHORIZED</c> (0x8015DC1B). Content signed for development is not authorized.</summary>
    GreenSignedContentNotAuthorized = 2148916251,

    /// <summary><c>CONTENT_NOT_AUTHORIZED</c> (0x8015DC1C). The content is not authorized.</summary>
    ContentNotAuthorized = 2148916252,

    /// <summary><c>TITLE_USAGE_BY_DEVICE_EXCEEDED</c> (0x8015DC1E). The title is used on too many devices; also said of a title token beside another device token than its own.</summary>
    TitleUsageByDeviceExceeded = 2148916254,

    /// <summary><c>EXPIRED_DEVICE_TOKEN</c> (0x8015DC20). The device token has ended.</summary>
    ExpiredDeviceToken = 2148916256,

    /// <summary><c>EXPIRED_TITLE_TOKEN</c> (0x8015DC21). The title token has ended.</summary>
    ExpiredTitleToken = 2148916257,

    /// <summary><c>EXPIRED_USER_TOKEN</c> (0x8015DC22). The user token has ended.</summary>
    ExpiredUserToken = 2148916258,

    /// <summary><c>INVALID_DEVICE_TOKEN</c> (0x8015DC23). The device token is not valid.</summary>
    InvalidDeviceToken = 2148916259,

    /// <summary><c>INVALID_TITLE_TOKEN</c> (0x8015DC24). The title token is not valid.</summary>
    InvalidTitleToken = 2148916260,

    /// <summary><c>INVALID_USER_TOKEN</c> (0x8015DC25). The user token is not valid.</summary>
    InvalidUserToken = 2148916261,
}
