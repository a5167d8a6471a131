namespace GameAuth.Xbox.Tests;

/// <summary>A row of the published table of codes, written down a second time so that no row of the code can change unseen.</summary>
/// <param name="Code">The decimal value.</param>
/// <param name="Low">The last two hexadecimal digits, after 0x8015DC.</param>
/// <param name="Name">The vendor's name.</param>
/// <param name="Error">The exception that the caller decides on.</param>
/// <param name="Help">The page that is shown where the answer names none.</param>
public sealed record XboxErrorRow(long Code, string Low, string Name, Type Error, string? Help = null)
{
    public static IReadOnlyList<XboxErrorRow> Table { get; } =
    [
        new(2148916224, "00", "DEVMODE_NOT_AUTHORIZED", typeof(GameAuthConfigurationException)),
        Restricted(2148916225, "01", "SYSTEM_UPDATE_REQUIRED"),
        Restricted(2148916226, "02", "CONTENT_UPDATE_REQUIRED"),
        Restricted(2148916227, "03", "ENFORCEMENT_BAN", "https://enforcement.xbox.com/"),
        Restricted(2148916228, "04", "THIRD_PARTY_BAN"),
        Restricted(2148916229, "05", "PARENTALLY_RESTRICTED", "https://account.microsoft.com/family"),
        Restricted(2148916230, "06", "DEVICE_SUBSCRIPTION_NOT_ACTIVATED"),
        Restricted(2148916232, "08", "BILLING_MAINTENANCE_REQUIRED", "https://account.microsoft.com/billing"),
        Restricted(2148916233, "09", "ACCOUNT_CREATION_REQUIRED", "https://start.ui.xboxlive.com/CreateAccount"),
        Restricted(2148916234, "0A", "TERMS_OF_USE_NOT_ACCEPTED", "https://www.xbox.com/"),
        Restricted(2148916235, "0B", "COUNTRY_NOT_AUTHORIZED", "https://www.xbox.com/regions"),
        Restricted(2148916236, "0C", "AGE_VERIFICATION_REQUIRED", "https://www.xbox.com/"),
        Restricted(2148916237, "0D", "CURFEW", "https://account.microsoft.com/family"),
        Restricted(2148916238, "0E", "CHILD_NOT_IN_FAMILY", "https://start.ui.xboxlive.com/AddChildToFamily"),
        Restricted(2148916239, "0F", "CSV_TRANSITION_REQUIRED", "https://www.xbox.com/"),
        Restricted(2148916240, "10", "ACCOUNT_MAINTENANCE_REQUIRED", "https://account.microsoft.com/"),
        Restricted(2148916241, "11", "ACCOUNT_TYPE_NOT_ALLOWED"),
        new(2148916242, "12", "CONTENT_ISOLATION", typeof(GameAuthConfigurationException)),
        Restricted(2148916243, "13", "NAME_CHANGE_REQUIRED", "https://www.xbox.com/"),
        Restricted(2148916244, "14", "DEVICE_CHALLENGE_REQUIRED"),
        Restricted(2148916246, "16", "SIGNIN_COUNT_BY_DEVICE_TYPE_EXCEEDED"),
        Restricted(2148916247, "17", "PIN_CHALLENGE_REQUIRED"),
        new(2148916248, "18", "RETAIL_ACCOUNT_NOT_ALLOWED", typeof(GameAuthConfigurationException)),
        new(2148916249, "19", "SANDBOX_NOT_ALLOWED", typeof(GameAuthConfigurationException)),
        new(2148916250, "1A", "SERVICE_UNAVAILABLE_UNKNOWN_USER", typeof(ProviderException)),
        Restricted(2148916251, "1B", "GREEN_SIGNED_CONTENT_NOT_AUTHORIZED"),
        Restricted(2148916252, "1C", "CONTENT_NOT_AUTHORIZED"),
        Restricted(2148916254, "1E", "TITLE_USAGE_BY_DEVICE_EXCEEDED"),
        new(2148916256, "20", "EXPIRED_DEVICE_TOKEN", typeof(ProviderException)),
        new(2148916257, "21", "EXPIRED_TITLE_TOKEN", typeof(ProviderException)),
        new(2148916258, "22", "EXPIRED_USER_TOKEN", typeof(ProviderException)),
        new(2148916259, "23", "INVALID_DEVICE_TOKEN", typeof(ProviderException)),
        new(2148916260, "24", "INVALID_TITLE_TOKEN", typeof(ProviderException)),
        new(2148916261, "25", "INVALID_USER_TOKEN", typeof(ProviderException)),
    ];

    private static XboxErrorRow Restricted(long code, string low, string name, string? help = null) =>
        new(code, low, name, typeof(AccountRestrictedException), help);
}
