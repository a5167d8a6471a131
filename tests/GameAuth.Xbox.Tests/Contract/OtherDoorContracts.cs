using GameAuth.ProviderContract;

namespace GameAuth.Xbox.Tests.Contract;

public sealed class AzureSignInContract : SignInContract<AzureHarness>;

public sealed class AzureSingleFlightContract : SingleFlightContract<AzureHarness>;

public sealed class AzureRotationContract : RotationContract<AzureHarness>;

public sealed class AzureRefusalContract : RefusalContract<AzureHarness>;

public sealed class AzureSecrecyContract : SecrecyContract<AzureHarness>;

public sealed class TitleSignInContract : SignInContract<TitleHarness>;

public sealed class TitleRotationContract : RotationContract<TitleHarness>;

public sealed class TitleRefusalContract : RefusalContract<TitleHarness>;

public sealed class TitleSecrecyContract : SecrecyContract<TitleHarness>;
