/** The contacts that are chosen at the top of a dashboard, as label matchers. */
export const chosenContacts = 'aws_account_id=~"$account", aws_region=~"$region", contact=~"$contact"';

/** The exporters that are chosen at the top of a dashboard. */
export const chosenExporters = 'job=~"$job", instance=~"$instance"';

/** Labels that make a contact: an alias alone may be in several accounts and regions. */
export const contactLabels = 'contact, aws_account_id, aws_region';
