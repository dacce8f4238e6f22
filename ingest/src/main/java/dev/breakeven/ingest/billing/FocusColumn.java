package dev.breakeven.ingest.billing;

import java.util.List;

/// A fact of a charge, and the columns that hold it from FOCUS 1.0 to 1.4, the best first.
///
/// Columns are told by name and without regard to case, never by a declared version.
enum FocusColumn {
  BILLED("BilledCost"),
  EFFECTIVE("EffectiveCost"),
  CURRENCY("BillingCurrency"),
  FROM("ChargePeriodStart", "BillingPeriodStart"),
  TO("ChargePeriodEnd", "BillingPeriodEnd"),
  CATEGORY("ChargeCategory"),
  PROVIDER("ServiceProviderName", "ProviderName", "PublisherName", "InvoiceIssuerName"),
  ACCOUNT("SubAccountName", "SubAccountId", "BillingAccountName", "BillingAccountId"),
  SERVICE("ServiceName", "ServiceSubcategory", "ServiceCategory"),
  SERVICE_CATEGORY("ServiceCategory"),
  METER("SkuMeter", "x_SkuMeterName", "x_UsageType"),
  DESCRIPTION("ChargeDescription"),
  SKU_DETAILS("SkuPriceDetails"),
  INSTANCE("x_InstanceType"),
  RESOURCE_ID("ResourceId"),
  RESOURCE_NAME("ResourceName"),
  REGION("RegionId", "RegionName"),
  COMMITMENT("CommitmentDiscountId", "CapacityReservationId"),
  COMMITMENT_STATUS("CommitmentDiscountStatus"),
  RESERVATION_STATUS("CapacityReservationStatus"),
  TAGS("Tags", "AllocatedTags");

  private final List<String> names;

  FocusColumn(String... names) {
    this.names = List.of(names);
  }

  List<String> names() {
    return names;
  }
}
